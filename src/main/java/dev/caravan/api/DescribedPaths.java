package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * The paths of the API description, the most literal first, as camel-rest-openapi prefers them.
 *
 * @param others further paths that lead to one of them, in the words of services that this one replaced ({@code x-also})
 */
record DescribedPaths(List<DescribedPath> paths, List<OtherPath> others) {

    /** @throws IllegalArgumentException if the tree is not an API description */
    static DescribedPaths of(JsonNode description) {
        JsonNode paths = description.path("paths");
        if (!paths.isObject() || paths.isEmpty()) {
            throw new IllegalArgumentException("it has no paths");
        }
        return new DescribedPaths(
                paths.properties().stream()
                        .map((Entry<String, JsonNode> path) ->
                                DescribedPath.of(path.getKey(), path.getValue(), description))
                        .sorted(Comparator.comparingInt(DescribedPath::variables))
                        .toList(),
                OtherPath.among(paths));
    }

    /** The path that this one leads to: itself, unless it is another word for one that is described. */
    String canonical(String path) {
        String[] segments = path.split("/", -1);
        return others.stream()
                .map(other -> other.leadsTo(segments))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(path);
    }

    Optional<DescribedPath> find(String path) {
        String[] segments = path.split("/", -1);
        return paths.stream().filter(known -> known.matches(segments)).findFirst();
    }

    Optional<DescribedPath.Operation> operation(String id) {
        return paths.stream().flatMap(path -> path.named(id).stream()).findFirst();
    }

    boolean leadsNowhere(String path) {
        String[] segments = path.split("/", -1);
        return paths.stream().anyMatch(known -> known.isAbove(segments))
                && paths.stream().noneMatch(known -> known.matches(segments));
    }
}
