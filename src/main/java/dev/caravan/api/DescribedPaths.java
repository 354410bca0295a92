package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;

/** The paths of the API description, the most literal first, as camel-rest-openapi prefers them. */
record DescribedPaths(List<DescribedPath> paths) {

    /** @throws IllegalArgumentException if the tree is not an API description */
    static DescribedPaths of(JsonNode description) {
        JsonNode paths = description.path("paths");
        if (!paths.isObject() || paths.isEmpty()) {
            throw new IllegalArgumentException("it has no paths");
        }
        return new DescribedPaths(paths.properties().stream()
                .map((Entry<String, JsonNode> path) -> DescribedPath.of(path.getKey(), path.getValue(), description))
                .sorted(Comparator.comparingInt(DescribedPath::variables))
                .toList());
    }

    Optional<DescribedPath> find(String path) {
        String[] segments = path.split("/", -1);
        return paths.stream().filter(known -> known.matches(segments)).findFirst();
    }

    boolean leadsNowhere(String path) {
        String[] segments = path.split("/", -1);
        return paths.stream().anyMatch(known -> known.isAbove(segments))
                && paths.stream().noneMatch(known -> known.matches(segments));
    }
}
