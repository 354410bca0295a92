package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One path of the API description, and what each of its methods asks for. */
public final class DescribedPath {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    static final String ORIGINAL = DescribedPath.class.getName() + ".original";

    private final List<String> segments;
    private final Map<String, Operation> operations;

    private DescribedPath(List<String> segments, Map<String, Operation> operations) {
        this.segments = segments;
        this.operations = operations;
    }

    /**
     * What one method of a path asks for.
     *
     * @param id the operationId, also the name of the route that serves it
     * @param scope the scope that a key needs ({@code x-scope}); null if it is not said; {@code none} if no key is needed
     * @param mediaTypes what its body may be; empty if it takes none
     * @param parameters the query parameters it takes, by name
     * @param parameterPrefix what further query parameters begin with, whose names are the caller's ({@code
     *     x-parameter-prefix}); null: there are none
     * @param passesOver whether it ignores query parameters that it does not know ({@code x-unknown-parameters: ignored}), as
     *     the services did that this one replaced
     * @param maxBodyBytes how long its body may be, which it reads as it comes ({@code x-max-body-bytes}); null: it reads it
     *     whole, and the common limit holds
     * @param problemMembers what every problem of it says besides ({@code x-problem})
     * @param audit what the audit log keeps of it ({@code x-audit}); null: it is not said
     */
    public record Operation(
            String id,
            @Nullable String scope,
            Set<String> mediaTypes,
            Map<String, QueryParameter> parameters,
            @Nullable String parameterPrefix,
            boolean passesOver,
            @Nullable Long maxBodyBytes,
            Map<String, JsonNode> problemMembers,
            @Nullable String audit) {

        private static Operation of(JsonNode operation, JsonNode description) {
            Set<String> mediaTypes = Set.copyOf(operation.path("requestBody").path("content").properties().stream()
                    .map(Map.Entry::getKey)
                    .toList());
            return new Operation(
                    operation.path("operationId").asText(),
                    operation.path("x-scope").asText(null),
                    mediaTypes,
                    parametersOf(operation, description),
                    operation.path("x-parameter-prefix").asText(null),
                    operation.path("x-unknown-parameters").asText().equals("ignored"),
                    operation.has("x-max-body-bytes")
                            ? operation.get("x-max-body-bytes").longValue()
                            : null,
                    Map.copyOf(operation.path("x-problem").properties().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))),
                    operation.path("x-audit").asText(null));
        }

        /** Whether it takes a query parameter of this name. */
        boolean knows(String parameter) {
            return parameters.containsKey(parameter)
                    || parameterPrefix != null && parameter.startsWith(parameterPrefix);
        }

        private static Map<String, QueryParameter> parametersOf(JsonNode operation, JsonNode description) {
            Map<String, QueryParameter> parameters = new LinkedHashMap<>();
            for (JsonNode parameter : operation.path("parameters")) {
                JsonNode resolved = parameter.has("$ref")
                        ? description.at(parameter.get("$ref").asText().substring(1))
                        : parameter;
                if (resolved.path("in").asText().equals("query")) {
                    parameters.put(resolved.path("name").asText(), QueryParameter.of(resolved.path("schema")));
                }
            }
            return parameters;
        }
    }

    static DescribedPath of(String path, JsonNode item, JsonNode description) {
        Map<String, Operation> operations = new TreeMap<>();
        item.properties().stream()
                .filter(method -> METHODS.contains(method.getKey()))
                .forEach(method ->
                        operations.put(method.getKey().toUpperCase(), Operation.of(method.getValue(), description)));
        return new DescribedPath(List.of(path.split("/", -1)), operations);
    }

    /** Whether a request came by another word for its path ({@code x-also}), that of a service that this one replaced. */
    public static boolean original(HttpServletRequest request) {
        return request.getAttribute(ORIGINAL) != null;
    }

    /** What this method asks for; empty if the path does not take it. HEAD is GET without the body (RFC 9110, 9.3.2). */
    public Optional<Operation> operation(String method) {
        return Optional.ofNullable(operations.get(method.equals("HEAD") ? "GET" : method));
    }

    /** What it takes, by method. */
    Map<String, Operation> operations() {
        return operations;
    }

    /** As the description writes it. */
    String template() {
        return String.join("/", segments);
    }

    /** The last variable if it is the last segment, without its braces; null if that is a plain word. */
    @Nullable
    String item() {
        String last = segments.get(segments.size() - 1);
        return isVariable(last) ? last.substring(1, last.length() - 1) : null;
    }

    /** The path above this one, as the description would write it. */
    String above() {
        return String.join("/", segments.subList(0, segments.size() - 1));
    }

    /** The same problem with what every problem of this path says besides, also of a method that it does not take. */
    Problem explain(String method, Problem problem) {
        Problem explained = problem;
        Optional<Operation> operation =
                operation(method).or(() -> operations.values().stream().findFirst());
        for (Map.Entry<String, JsonNode> member :
                operation.map(Operation::problemMembers).orElse(Map.of()).entrySet()) {
            explained = explained.with(member.getKey(), member.getValue());
        }
        return explained;
    }

    /** The methods it takes, in order. */
    Set<String> methods() {
        return operations.keySet();
    }

    int variables() {
        return (int) segments.stream().filter(DescribedPath::isVariable).count();
    }

    boolean matches(String[] path) {
        return path.length == segments.size() && isAbove(path);
    }

    boolean isAbove(String[] path) {
        if (path.length < segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (isVariable(segment) ? path[i].isEmpty() : !segment.equals(path[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }
}
