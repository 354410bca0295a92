package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A query parameter that is a whole number, with its bounds, both inclusive.
 */
record WholeNumber(long minimum, long maximum) {

    /** Those of an operation, by name. */
    static Map<String, WholeNumber> parametersOf(JsonNode operation, JsonNode description) {
        Map<String, WholeNumber> numbers = new LinkedHashMap<>();
        for (JsonNode parameter : operation.path("parameters")) {
            JsonNode resolved = parameter.has("$ref")
                    ? description.at(parameter.get("$ref").asText().substring(1))
                    : parameter;
            JsonNode schema = resolved.path("schema");
            if (resolved.path("in").asText().equals("query")
                    && schema.path("type").asText().equals("integer")) {
                numbers.put(
                        resolved.path("name").asText(),
                        new WholeNumber(
                                schema.path("minimum").asLong(Long.MIN_VALUE),
                                schema.path("maximum").asLong(Long.MAX_VALUE)));
            }
        }
        return numbers;
    }

    /** What is wrong with this text; empty if nothing is. */
    Optional<String> complaint(String text) {
        try {
            long number = Long.parseLong(text);
            return number >= minimum && number <= maximum ? Optional.empty() : Optional.of(range());
        } catch (NumberFormatException e) {
            return Optional.of(range());
        }
    }

    private String range() {
        String from = minimum == Long.MIN_VALUE ? "" : ", at least " + minimum;
        String to = maximum == Long.MAX_VALUE ? "" : ", at most " + maximum;
        return "must be a whole number" + from + to;
    }
}
