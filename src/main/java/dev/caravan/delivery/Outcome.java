package dev.caravan.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one round of a delivery ended.
 *
 * @param retryIn when it is due again; null: it is over
 * @param error the last error, cleared by success
 */
record Outcome(
        Delivery delivery,
        String status,
        int rounds,
        @Nullable String error,
        @Nullable String providerMessageId,
        @Nullable Duration retryIn) {}
