package dev.caravan.webhook;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one try of a webhook ended.
 *
 * @param at when it began
 * @param status of the answer; null if there was none
 * @param answer the beginning of the answer's body, without what it may repeat of persons and secrets
 * @param error why there was no answer, or none that counts; null if it was taken
 * @param notBefore the moment that the endpoint asked to wait for, if it did
 */
record Tried(
        Due webhook,
        Instant at,
        @Nullable Duration took,
        @Nullable Integer status,
        @Nullable String answer,
        @Nullable String error,
        @Nullable Instant notBefore) {

    private static final int GONE = 410;

    /** Taken: any 2xx, as the Standard Webhooks specification has it. */
    boolean succeeded() {
        return status != null && status / 100 == 2;
    }

    /** The endpoint wants no more webhooks, ever. */
    boolean gone() {
        return status != null && status == GONE;
    }

    /** Whether the endpoint was asked at all. */
    boolean posted() {
        return took != null;
    }
}
