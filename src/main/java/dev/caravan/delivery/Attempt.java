package dev.caravan.delivery;

import dev.caravan.provider.Provider;
import java.time.Instant;

/**
 * One call to one provider that is under way.
 *
 * @param startedNanos of {@link System#nanoTime()}
 */
record Attempt(String channel, Provider provider, Instant startedAt, long startedNanos) {}
