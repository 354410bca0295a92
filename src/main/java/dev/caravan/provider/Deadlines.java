package dev.caravan.provider;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts calls that take too long in total. A read timeout alone does not: a server that sends one byte every few seconds
 * never trips it.
 */
public final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;

    public Deadlines() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Runs {@code cut} once {@code total} is over, unless the deadline is closed before. {@code cut} must be quick and
     * safe to run from another thread: closing a socket, cancelling a request.
     */
    public Deadline start(Duration total, Runnable cut) {
        Deadline deadline = new Deadline(cut);
        deadline.timer = timer.schedule(deadline::expire, total.toNanos(), TimeUnit.NANOSECONDS);
        return deadline;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One running deadline; close it when the call is over. */
    public static final class Deadline implements AutoCloseable {

        private final Runnable cut;
        private volatile boolean expired;
        private volatile boolean closed;
        private volatile @Nullable Future<?> timer;

        private Deadline(Runnable cut) {
            this.cut = cut;
        }

        /** Whether the time ran out, so that what failed, failed because it was cut. */
        public boolean expired() {
            return expired;
        }

        private void expire() {
            if (!closed) {
                expired = true;
                cut.run();
            }
        }

        @Override
        public void close() {
            closed = true;
            Future<?> running = timer;
            if (running != null) {
                running.cancel(false);
            }
        }
    }
}
