package dev.caravan.rehearsal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The clock of the application; on a thread that rehearses it shows the time that is rehearsed. */
public final class RehearsedClock extends Clock {

    private static final ThreadLocal<@Nullable Instant> REHEARSED = new ThreadLocal<>();

    private final Clock real;

    public RehearsedClock(Clock real) {
        this.real = real;
    }

    /** Sets the time that this thread rehearses; null: it is over. */
    static void rehearse(@Nullable Instant now) {
        if (now == null) {
            REHEARSED.remove();
        } else {
            REHEARSED.set(now);
        }
    }

    /** The time that this thread rehearses. */
    static Instant now() {
        Instant rehearsed = REHEARSED.get();
        if (rehearsed == null) {
            throw new IllegalStateException("nothing is rehearsed");
        }
        return rehearsed;
    }

    @Override
    public Instant instant() {
        Instant rehearsed = REHEARSED.get();
        return rehearsed == null ? real.instant() : rehearsed;
    }

    @Override
    public ZoneId getZone() {
        return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new RehearsedClock(real.withZone(zone));
    }
}
