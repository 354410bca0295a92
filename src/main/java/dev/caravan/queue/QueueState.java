package dev.caravan.queue;

import org.jspecify.annotations.Nullable;

/**
 * How a queue of the broker fares.
 *
 * @param depth messages in it
 * @param atLeast whether there may be more than that
 * @param consumers null: the broker does not tell
 * @param enqueued since the broker started; null: the broker does not tell
 * @param dequeued since the broker started; null: the broker does not tell
 */
record QueueState(
        String name,
        long depth,
        boolean atLeast,
        @Nullable Long consumers,
        @Nullable Long enqueued,
        @Nullable Long dequeued) {}
