package dev.caravan.provider;

import java.util.concurrent.locks.LockSupport;

/** The passing of time, apart from the calendar: tests bring their own. */
interface Time {

    /** Nanoseconds since some moment, never going back. */
    long nanos();

    /** Returns once {@link #nanos()} has reached {@code until}. */
    void sleepUntil(long until) throws InterruptedException;

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
