package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What a test says that a bean step does: {@code body}, {@code variables}, or {@code fails} with a status or in words. */
final class StepResult {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FIELDS = Set.of("body", "as", "variables", "fails");

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
        result.path("variables")
                .properties()
                .forEach(variable -> exchange.setVariable(variable.getKey(), plain(variable.getValue())));
        JsonNode body = result.path("body");
        if (!body.isMissingNode()) {
            exchange.getMessage()
                    .setBody(
                            body.isArray()
                                    ? items(body, result.path("as").textValue())
                                    : body.isObject() ? body : plain(body));
        }
    }

    /** Entries that are objects are maps, as a route reads them; what is in them stays JSON. */
    private static List<Object> items(JsonNode array, @Nullable String type) {
        List<Object> items = new ArrayList<>();
        for (JsonNode item : array) {
            if (type != null) {
                items.add(JSON.convertValue(item, record(type)));
            } else if (item.isObject()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                item.properties()
                        .forEach(field -> fields.put(
                                field.getKey(),
                                field.getValue().isContainerNode() ? field.getValue() : plain(field.getValue())));
                items.add(fields);
            } else {
                items.add(plain(item));
            }
        }
        return items;
    }

    /** Only what holds values and does nothing. */
    private static Class<?> record(String name) {
        try {
            Class<?> type = Class.forName("dev.caravan." + name, false, StepResult.class.getClassLoader());
            if (type.isRecord()) {
                return type;
            }
        } catch (ClassNotFoundException e) {
            // said below
        }
        throw new IllegalStateException("dev.caravan." + name + " is no record");
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
