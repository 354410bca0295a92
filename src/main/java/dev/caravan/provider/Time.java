package dev.caravan.provider;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The passing of time, apart from the calendar: tests bring their own. */
interface Time {

    /** Nanoseconds since some moment, never going back. */
    long nanos();

    /** Returns once {@link #nanos()} has reached {@code until}. */
    void sleepUntil(long until) throws InterruptedException;

    /** Time that passes as this clock does, and for which nobody waits. */
    static Time of(Clock clock) {
        return new Time() {
            @Override
            public long nanos() {
                Instant now = clock.instant();
                return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
            }

            @Override
            public void sleepUntil(long until) {
                // it passes by itself
            }
        };
    }

    Time SYSTEM = new Time() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleepUntil(long until) throws InterruptedException {
            for (long left = until - nanos(); left > 0; left = until - nanos()) {
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    };
}
