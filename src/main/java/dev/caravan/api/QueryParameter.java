package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A query parameter, as far as its text tells whether it is valid.
 *
 * @param type {@code integer}, {@code boolean}, or anything else, which can be any text
 * @param minimum of a whole number, inclusive
 * @param maximum of a whole number, inclusive
 */
record QueryParameter(String type, long minimum, long maximum) {

    static QueryParameter of(JsonNode schema) {
        return new QueryParameter(
                schema.path("type").asText(),
                schema.path("minimum").asLong(Long.MIN_VALUE),
                schema.path("maximum").asLong(Long.MAX_VALUE));
    }

    /**
     * What is wrong with this text; empty if nothing is.
     *
     * @param original whether it came by a path of a service that this one replaced: these took as much as they had of a
     *     number that was too large
     */
    Optional<String> complaint(String text, boolean original) {
        return switch (type) {
            case "integer" -> isInside(text, original) ? Optional.empty() : Optional.of(range());
            case "boolean" ->
                text.equals("true") || text.equals("false") ? Optional.empty() : Optional.of("must be true or false");
            default -> Optional.empty();
        };
    }

    private boolean isInside(String text, boolean original) {
        try {
            long number = Long.parseLong(text);
            return number >= minimum && (original || number <= maximum);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String range() {
        String from = minimum == Long.MIN_VALUE ? "" : ", at least " + minimum;
        String to = maximum == Long.MAX_VALUE ? "" : ", at most " + maximum;
        return "must be a whole number" + from + to;
    }
}
