package dev.caravan.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a delivery's history: an attempt, or a change of status.
 *
 * @param status the new status; null for an attempt
 * @param outcome of an attempt: {@code sent}, {@code failed}, {@code postponed}, {@code skipped}; null for a change of
 *     status
 * @param error the provider's words, or the reason for the change
 */
record HistoryEntry(
        Instant at,
        @Nullable String status,
        @Nullable String outcome,
        @Nullable String channel,
        @Nullable String provider,
        @Nullable Integer durationMs,
        @Nullable Boolean temporary,
        @Nullable String error,
        @Nullable String providerMessageId) {

    static HistoryEntry status(Instant at, String status, @Nullable String reason) {
        return new HistoryEntry(at, status, null, null, null, null, null, reason, null);
    }
}
