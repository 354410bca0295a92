package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The settings that a test can have its own of: those that no route is built with.
 *
 * @param rounds how often a delivery is tried
 * @param backoff the first pause between two rounds
 */
record GivenRetries(int rounds, Duration backoff) {

    static final String SETTINGS = "settings";

    private static final String ROUNDS = "CARAVAN_RETRY_ATTEMPTS";
    private static final String BACKOFF = "CARAVAN_RETRY_BACKOFF";

    /** As Caravan comes. */
    static final GivenRetries SHIPPED = new GivenRetries(3, Duration.ofSeconds(2));

    /** What is wrong with a setting; null if it can be read. */
    static @Nullable String complaint(String name, JsonNode value) {
        return switch (name) {
            case ROUNDS -> value.asInt() > 0 ? null : "must be at least 1";
            case BACKOFF -> {
                try {
                    yield DurationStyle.detectAndParse(value.asText()).isNegative() ? "must not be negative" : null;
                } catch (IllegalArgumentException e) {
                    yield "is no duration; write it as 2s";
                }
            }
            default -> "cannot be set by a test; there are " + ROUNDS + " and " + BACKOFF;
        };
    }

    static GivenRetries read(JsonNode settings) {
        JsonNode backoff = settings.path(BACKOFF);
        return new GivenRetries(
                settings.path(ROUNDS).asInt(SHIPPED.rounds),
                backoff.isMissingNode() ? SHIPPED.backoff : DurationStyle.detectAndParse(backoff.asText()));
    }
}
