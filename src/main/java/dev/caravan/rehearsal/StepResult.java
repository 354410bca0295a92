package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Problem;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a test says that a bean step does: {@code body}, {@code variables}, or {@code fails} with a status or in words. */
final class StepResult {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS = Set.of("body", "variables", "fails");

    private StepResult() {}

    /** What is wrong with it; null if it can be read. */
    static @Nullable String complaint(JsonNode result) {
        if (!result.isObject()) {
            return "real".equals(result.asText()) ? null : "a step has body, variables or fails, or it is 'real'";
        }
        for (Map.Entry<String, JsonNode> field : result.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                return "unknown key '" + field.getKey() + "'; a step has body, variables or fails";
            }
        }
        return null;
    }

    static void apply(JsonNode result, Exchange exchange) {
        JsonNode fails = result.path("fails");
        if (!fails.isMissingNode()) {
            throw failure(fails);
        }
        result.path("variables").properties().forEach(variable -> exchange.setVariable(
                variable.getKey(), plain(variable.getValue())));
        JsonNode body = result.path("body");
        if (!body.isMissingNode()) {
            exchange.getMessage().setBody(body.isContainerNode() ? body : plain(body));
        }
    }

    private static RuntimeException failure(JsonNode fails) {
        String words = "so the test says";
        return switch (fails.asInt(0)) {
            case 400 -> Problem.badRequest(words);
            case 404 -> Problem.notFound(words);
            case 409 -> Problem.conflict(words);
            case 503 -> Problem.unavailable(words, 1);
            default -> new IllegalStateException(fails.asText());
        };
    }

    /** As maps, lists, texts, numbers. */
    static @Nullable Object plain(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }
}
