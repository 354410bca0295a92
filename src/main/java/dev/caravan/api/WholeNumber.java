package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A query parameter that is a whole number, with its bounds, both inclusive.
 */
record WholeNumber(long minimum, long maximum) {

    /** Those among parameters that are whole numbers, by name. */
    static Map<String, WholeNumber> among(Map<String, JsonNode> schemas) {
        Map<String, WholeNumber> numbers = new LinkedHashMap<>();
        schemas.forEach((name, schema) -> {
            if (schema.path("type").asText().equals("integer")) {
                numbers.put(
                        name,
                        new WholeNumber(
                                schema.path("minimum").asLong(Long.MIN_VALUE),
                                schema.path("maximum").asLong(Long.MAX_VALUE)));
            }
        });
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
