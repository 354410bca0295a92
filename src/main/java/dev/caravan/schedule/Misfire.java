package dev.caravan.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of the times that passed while nothing ran. */
enum Misfire {
    /** One run for all that was missed. */
    ONCE,
    /** A run for each. */
    ALL,
    /** None. */
    SKIP;

    /** What is later than this was missed (as Quartz has it by default). */
    static final Duration ON_TIME = Duration.ofSeconds(60);

    /** The most runs that are made up for, the earliest; the others are passed over. */
    static final int MOST = 1_000;

    /**
     * The times to run for.
     *
     * @param planned the time that has come, or passed
     */
    List<Instant> runs(Cron cron, ZoneId zone, Instant planned, Instant now) {
        Instant onTime = now.minus(ON_TIME);
        Instant first = planned.isAfter(onTime) ? planned : onTime;
        return switch (this) {
            case ONCE ->
                Stream.concat(Stream.of(planned), cron.between(first, now, zone, MOST).stream())
                        .distinct()
                        .toList();
            case ALL -> cron.between(planned, now, zone, MOST);
            case SKIP -> cron.between(first, now, zone, MOST);
        };
    }

    /** The name in requests. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Misfire> of(String key) {
        for (Misfire misfire : values()) {
            if (misfire.key().equals(key)) {
                return Optional.of(misfire);
            }
        }
        return Optional.empty();
    }
}
