package dev.caravan.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A five-field cron expression (minute, hour, day of month, month, day of week; crontab(5)) on the wall clock of a time zone.
 *
 * <p>Where that clock is shifted, a time that it leaves out fires once, at the shift, and a time that it shows twice fires
 * once, the first time: a daily task runs exactly once a day. A schedule that fires in every hour around the shift measures
 * time and does not tell it: it goes on in even steps, and so fires in both of two equal hours, and at no substitute for one
 * left out.
 */
public final class Cron {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** Reading one takes some milliseconds, and the same few are read again and again. */
    private static final Cache<String, Cron> READ =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private final ExecutionTime wallClock;
    private final BitSet hours;

    private Cron(ExecutionTime wallClock, BitSet hours) {
        this.wallClock = wallClock;
        this.hours = hours;
    }

    /** @throws IllegalArgumentException if it cannot be read, or names no moment that ever comes; the message says why */
    public static Cron parse(String expression) {
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException("must have five fields: minute hour day month weekday");
        }
        return READ.get(String.join(" ", fields), normal -> parse(normal, fields));
    }

    private static Cron parse(String normal, String[] fields) {
        ExecutionTime wallClock = read(normal);
        ExecutionTime hourField = read("* " + fields[1] + " * * *");
        BitSet hours = new BitSet(24);
        IntStream.range(0, 24)
                .filter(hour ->
                        hourField.isMatch(LocalDateTime.of(2000, 1, 1, hour, 0).atZone(ZoneOffset.UTC)))
                .forEach(hours::set);
        Cron cron = new Cron(wallClock, hours);
        // In eight years every date comes by, the 29th of February included.
        if (cron.after(LocalDateTime.of(2096, 3, 1, 0, 0)) == null) {
            throw new IllegalArgumentException("names no day that ever comes");
        }
        return cron;
    }

    private static ExecutionTime read(String expression) {
        try {
            return ExecutionTime.forCron(PARSER.parse(expression).validate());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a cron expression like \"30 9 * * 1-5\"", e);
        }
    }

    /** The first moment after this one; empty if there is none. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        ZoneOffsetTransition here = rules.getTransition(local);
        // In an hour that is shown twice, times that the clock has passed may be about to come again.
        LocalDateTime from = here == null ? local : here.getDateTimeAfter().minusMinutes(1);
        Instant best = null;
        for (LocalDateTime time = after(from); time != null; time = after(time)) {
            List<Instant> moments = moments(time, rules);
            if (best != null && !moments.isEmpty() && !moments.get(0).isBefore(best)) {
                break;
            }
            for (Instant moment : moments) {
                if (moment.isAfter(after) && (best == null || moment.isBefore(best))) {
                    best = moment;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** The moments from one on, up to another, both inclusive; the earliest so many of them. */
    List<Instant> between(Instant first, Instant last, ZoneId zone, int most) {
        List<Instant> moments = new ArrayList<>();
        Optional<Instant> next = next(first.minusNanos(1), zone);
        while (moments.size() < most && next.isPresent() && !next.get().isAfter(last)) {
            moments.add(next.get());
            next = next(next.get(), zone);
        }
        return moments;
    }

    private List<Instant> moments(LocalDateTime time, ZoneRules rules) {
        ZoneOffsetTransition shift = rules.getTransition(time);
        if (shift == null) {
            return List.of(time.toInstant(rules.getOffset(time)));
        }
        if (shift.isGap()) {
            return goesOnThrough(shift) ? List.of() : List.of(shift.getInstant());
        }
        Stream<ZoneOffset> offsets = goesOnThrough(shift)
                ? Stream.of(shift.getOffsetBefore(), shift.getOffsetAfter())
                : Stream.of(shift.getOffsetBefore());
        return offsets.map(time::toInstant).toList();
    }

    /** Whether it fires in the hours that are left out or shown twice, and in the ones before and after them. */
    private boolean goesOnThrough(ZoneOffsetTransition shift) {
        boolean gap = shift.isGap();
        LocalDateTime begin = gap ? shift.getDateTimeBefore() : shift.getDateTimeAfter();
        LocalDateTime end = gap ? shift.getDateTimeAfter() : shift.getDateTimeBefore();
        LocalTime firstHour = begin.minusHours(1).toLocalTime();
        long hoursAround = Duration.between(begin, end.minusNanos(1)).toHours() + 3;
        return IntStream.range(0, (int) Math.min(24, hoursAround))
                .allMatch(hour -> hours.get(firstHour.plusHours(hour).getHour()));
    }

    private @Nullable LocalDateTime after(LocalDateTime time) {
        return wallClock
                .nextExecution(time.atZone(ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime)
                .orElse(null);
    }
}
