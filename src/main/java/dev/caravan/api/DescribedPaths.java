package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the API description, the most literal first, as camel-rest-openapi prefers them.
 *
 * @param others further paths that lead to one of them, in the words of services that this one replaced ({@code x-also})
 * @param operations all of them, by their ids
 */
record DescribedPaths(List<DescribedPath> paths, List<OtherPath> others, Map<String, NamedOperation> operations) {

    /** @throws IllegalArgumentException if the tree is not an API description */
    static DescribedPaths of(JsonNode description) {
        JsonNode paths = description.path("paths");
        if (!paths.isObject() || paths.isEmpty()) {
            throw new IllegalArgumentException("it has no paths");
        }
        List<DescribedPath> described = paths.properties().stream()
                .map((Entry<String, JsonNode> path) -> DescribedPath.of(path.getKey(), path.getValue(), description))
                .sorted(Comparator.comparingInt(DescribedPath::variables))
                .toList();
        return new DescribedPaths(described, OtherPath.among(paths), operations(described));
    }

    private static Map<String, NamedOperation> operations(List<DescribedPath> paths) {
        Map<String, DescribedPath> things = new HashMap<>();
        Map<String, String> items = new HashMap<>();
        for (DescribedPath path : paths) {
            String item = path.item();
            if (item != null) {
                things.put(path.template(), path);
                items.put(path.above(), item);
            }
        }
        Map<String, NamedOperation> operations = new HashMap<>();
        for (DescribedPath path : paths) {
            DescribedPath thing = things.getOrDefault(path.template(), things.get(path.above()));
            path.operations()
                    .forEach((method, operation) -> operations.put(
                            operation.id(),
                            new NamedOperation(
                                    method, path.template(), operation, get(thing), items.get(path.template()))));
        }
        return Map.copyOf(operations);
    }

    private static @Nullable String get(@Nullable DescribedPath thing) {
        return thing == null
                ? null
                : thing.operation("GET").map(DescribedPath.Operation::id).orElse(null);
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

    Optional<NamedOperation> operation(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    boolean leadsNowhere(String path) {
        String[] segments = path.split("/", -1);
        return paths.stream().anyMatch(known -> known.isAbove(segments))
                && paths.stream().noneMatch(known -> known.matches(segments));
    }
}
