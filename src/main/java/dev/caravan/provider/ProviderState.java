package dev.caravan.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is doing, for people to look at.
 *
 * @param breaker {@code closed} (called), {@code open} (left alone) or {@code half-open} (on trial)
 * @param opensAt when an open breaker lets the next call through
 * @param ratePerSecond the configured pace; 0 is unlimited
 * @param ratePerSecondAndRecipient the same for one recipient
 * @param pausedUntil the end of the pause that the provider asked for, if one is running
 * @param fullUntil when the next call could pass at that pace, if it would have to wait for longer than calls do; else null
 * @param calls calls let through since the start
 * @param failures temporary faults among them
 * @param lastError the last fault of any kind, without secrets or addresses
 */
public record ProviderState(
        String name,
        String breaker,
        @Nullable Instant opensAt,
        double ratePerSecond,
        double ratePerSecondAndRecipient,
        @Nullable Instant pausedUntil,
        @Nullable Instant fullUntil,
        long calls,
        long failures,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt) {

    /** A provider that nobody called, and that has no limits. */
    public static ProviderState unused(String name) {
        return new ProviderState(name, "closed", null, 0, 0, null, null, 0, 0, null, null);
    }

    /** A provider of which nothing is known but that its breaker is open. */
    public static ProviderState open(String name, Instant until) {
        return new ProviderState(name, "open", until, 0, 0, null, null, 0, 0, null, null);
    }

    /** A provider of which nothing is known but that its rate is used up. */
    public static ProviderState full(String name, Instant until) {
        return new ProviderState(name, "closed", null, 0, 0, null, until, 0, 0, null, null);
    }

    /** Whether it may be called at this moment, as far as its breaker and the pauses that it asked for go. */
    public boolean available(Instant now) {
        return (opensAt == null || !opensAt.isAfter(now)) && (pausedUntil == null || !pausedUntil.isAfter(now));
    }
}
