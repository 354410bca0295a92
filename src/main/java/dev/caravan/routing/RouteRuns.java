package dev.caravan.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** What became of the runs of one revision of a route, since it started. */
final class RouteRuns {

    /**
     * How the last run that failed did.
     *
     * @param kind the exception's class
     * @param message null if it is not Caravan's own
     */
    record LastError(Instant at, String kind, @Nullable String message) {}

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    private final Clock clock;
    private final LongAdder failures = new LongAdder();
    private final LongAdder micros = new LongAdder();
    /** In microseconds, to one digit: it is asked for its p99, and costs a few nanoseconds and 4 KiB. */
    private final ConcurrentHistogram times = new ConcurrentHistogram(LONGEST_MICROS, 1);

    private volatile @Nullable LastError lastError;

    RouteRuns(Clock clock) {
        this.clock = clock;
    }

    void add(long nanos, boolean failed, @Nullable Exception fault) {
        long took = TimeUnit.NANOSECONDS.toMicros(nanos);
        micros.add(took);
        times.recordValue(Math.min(took, LONGEST_MICROS));
        if (failed) {
            failures.increment();
            lastError = fault == null
                    ? new LastError(clock.instant(), "Failed", null)
                    : new LastError(clock.instant(), fault.getClass().getSimpleName(), ownWords(fault));
        }
    }

    /** What libraries say can hold addresses and the secrets of a URL. */
    private static @Nullable String ownWords(Exception fault) {
        return fault.getClass().getName().startsWith("dev.caravan.") ? fault.getMessage() : null;
    }

    long count() {
        return times.getTotalCount();
    }

    long failures() {
        return failures.sum();
    }

    /** From 0 to 1. */
    double failureShare() {
        long count = count();
        return count == 0 ? 0 : (double) failures() / count;
    }

    double meanMillis() {
        return count() == 0 ? 0 : micros.sum() / 1000.0 / count();
    }

    double p99Millis() {
        return count() == 0 ? 0 : times.getValueAtPercentile(99) / 1000.0;
    }

    @Nullable
    LastError lastError() {
        return lastError;
    }
}
