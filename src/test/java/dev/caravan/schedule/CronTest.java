package dev.caravan.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId CAIRO = ZoneId.of("Africa/Cairo");

    /** The moments of one day of a zone, as its wall clock and offset show them. */
    private static List<String> day(String cron, ZoneId zone, String date) {
        LocalDate day = LocalDate.parse(date);
        Instant first = day.atStartOfDay(zone).toInstant();
        Instant last = day.plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1);
        return Cron.parse(cron).between(first, last, zone, 5_000).stream()
                .map(moment -> moment.atZone(zone))
                .map(time -> time.toLocalTime() + time.getOffset().getId())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "30 9 * * 1-5, 2026-03-06T09:30:00Z, 2026-03-09T09:30:00Z",
        "0 0 * * 0, 2026-03-02T00:00:00Z, 2026-03-08T00:00:00Z",
        "0 0 * * 7, 2026-03-02T00:00:00Z, 2026-03-08T00:00:00Z",
        "0 0 * * SUN, 2026-03-02T00:00:00Z, 2026-03-08T00:00:00Z",
        "0 0 * * sun, 2026-03-02T00:00:00Z, 2026-03-08T00:00:00Z",
        "0 12 1 JAN *, 2026-03-02T00:00:00Z, 2027-01-01T12:00:00Z",
        "*/15 8-9 * * *, 2026-03-02T08:45:00Z, 2026-03-02T09:00:00Z",
        "5\t4  * * *, 2026-03-02T04:05:00Z, 2026-03-03T04:05:00Z",
        "0 0 29 2 *, 2026-03-02T00:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 31 * *, 2026-04-01T00:00:00Z, 2026-05-31T00:00:00Z",
        "59 23 31 12 *, 2026-12-31T23:59:00Z, 2027-12-31T23:59:00Z"
    })
    void theNextMomentIsAfterTheOneGiven(String cron, Instant after, Instant next) {
        assertThat(Cron.parse(cron).next(after, ZoneOffset.UTC)).hasValue(next);
    }

    /** crontab(5): if both day fields are restricted, either will do. */
    @Test
    void dayOfMonthAndDayOfWeekAreEither() {
        assertThat(Cron.parse("0 0 13 * 5")
                        .between(
                                Instant.parse("2026-03-01T00:00:00Z"),
                                Instant.parse("2026-04-15T00:00:00Z"),
                                ZoneOffset.UTC,
                                100))
                .extracting(moment -> moment.toString().substring(5, 10))
                .containsExactly("03-06", "03-13", "03-20", "03-27", "04-03", "04-10", "04-13");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "a b c d e",
                "5-1-2 * * * *",
                "@daily",
                "0 0 30 2 *",
                "0 0 31 2,4,6,9,11 *"
            })
    void whatCannotBeReadOrNeverComesIsRefused(String cron) {
        assertThatThrownBy(() -> Cron.parse(cron)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDailyTaskRunsOnceOnBothDaysOfTheShift() {
        assertThat(day("30 2 * * *", BERLIN, "2026-03-28")).containsExactly("02:30+01:00");
        assertThat(day("30 2 * * *", BERLIN, "2026-03-29")).containsExactly("03:00+02:00");
        assertThat(day("30 2 * * *", BERLIN, "2026-03-30")).containsExactly("02:30+02:00");
        assertThat(day("30 2 * * *", BERLIN, "2026-10-25")).containsExactly("02:30+02:00");
        assertThat(day("30 2 * * *", BERLIN, "2026-10-26")).containsExactly("02:30+01:00");
        assertThat(day("0 0 * * *", CAIRO, "2026-04-24")).containsExactly("01:00+03:00");
        assertThat(day("0 0 * * *", CAIRO, "2026-04-25")).containsExactly("00:00+03:00");
    }

    @Test
    void whatFiresAtTheShiftAnywayFiresThereOnce() {
        assertThat(day("0,30 2,3 * * *", BERLIN, "2026-03-29")).containsExactly("03:00+02:00", "03:30+02:00");
        assertThat(day("0 */2 * * *", BERLIN, "2026-03-29")).hasSize(12).contains("03:00+02:00", "04:00+02:00");
    }

    @Test
    void whatMeasuresTimeGoesOnInEvenSteps() {
        List<String> twice = day("*/30 * * * *", BERLIN, "2026-10-25");
        assertThat(twice)
                .hasSize(50)
                .containsSequence("02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00", "03:00+01:00");
        assertThat(day("*/30 * * * *", BERLIN, "2026-03-29"))
                .hasSize(46)
                .containsSequence("01:30+01:00", "03:00+02:00");
        assertThat(day("15 * * * *", BERLIN, "2026-03-29")).hasSize(23).doesNotContain("03:00+02:00");
        assertThat(day("*/30 1-5 * * *", BERLIN, "2026-10-25")).hasSize(12);
        assertThat(day("* * * * *", BERLIN, "2026-10-25")).hasSize(25 * 60);
        assertThat(day("* * * * *", BERLIN, "2026-03-29")).hasSize(23 * 60);
        assertThat(day("* * * * *", CAIRO, "2026-04-24")).hasSize(23 * 60);
    }

    /** From any moment, also from the middle of an hour that comes twice, the next is one of the day's, and the soonest. */
    @ParameterizedTest
    @ValueSource(strings = {"*/30 * * * *", "30 2 * * *", "15,45 1-3 * * *", "7 * * * *", "0 3 * * *", "*/20 2 * * *"})
    void theNextMomentDoesNotDependOnWhereOneStandsBefore(String expression) {
        Cron cron = Cron.parse(expression);
        for (String date : List.of("2026-03-29", "2026-10-25")) {
            Instant first = LocalDate.parse(date).atStartOfDay(BERLIN).toInstant();
            Instant last = first.plusSeconds(27 * 3600);
            TreeSet<Instant> all = new TreeSet<>(cron.between(first, last, BERLIN, 1_000));
            for (Instant at = first; at.isBefore(last.minusSeconds(24 * 3600)); at = at.plusSeconds(420)) {
                Instant expected = all.higher(at);
                if (expected != null) {
                    assertThat(cron.next(at, BERLIN)).as("after %s", at).hasValue(expected);
                }
            }
        }
    }

    /** RELIABILITY: 8 zones, both shifts of a year, 25 daily times: exactly one run on each day around them. */
    @Test
    void everyDailyTimeRunsOnceADayInEveryZone() {
        List<String> zones = List.of(
                "Europe/Berlin",
                "Africa/Cairo",
                "America/New_York",
                "Australia/Lord_Howe",
                "Europe/Moscow",
                "America/Santiago",
                "Asia/Beirut",
                "Pacific/Auckland");
        for (String name : zones) {
            ZoneId zone = ZoneId.of(name);
            List<LocalDate> days = new ArrayList<>();
            Instant at = Instant.parse("2026-01-01T00:00:00Z");
            for (int i = 0; i < 2; i++) {
                var shift = zone.getRules().nextTransition(at);
                if (shift == null) {
                    days.add(LocalDate.parse("2026-03-29"));
                    break;
                }
                at = shift.getInstant();
                days.add(shift.getDateTimeBefore().toLocalDate());
                days.add(shift.getDateTimeAfter().toLocalDate());
            }
            for (LocalDate day : days) {
                IntStream.range(0, 25)
                        .forEach(i -> assertThat(
                                        day((i * 7) % 60 + " " + (i * 5) % 24 + " * * *", zone, day.toString()))
                                .as("%s %s %d", name, day, i)
                                .hasSize(1));
            }
        }
    }

    /** Against the plainest reading of crontab(5): a minute is one if each of its fields says so. */
    @Test
    void itAgreesWithLookingAtEveryMinute() {
        Random random = new Random(20260329);
        for (int n = 0; n < 60; n++) {
            int[][] fields = {
                some(random, 0, 59), some(random, 0, 23), some(random, 1, 28), some(random, 1, 12), some(random, 0, 6)
            };
            StringBuilder text = new StringBuilder();
            for (int[] field : fields) {
                text.append(
                                field.length == 0
                                        ? "*"
                                        : String.join(
                                                ",",
                                                IntStream.of(field)
                                                        .mapToObj(Integer::toString)
                                                        .toList()))
                        .append(' ');
            }
            LocalDateTime at = LocalDateTime.of(2026, 1 + random.nextInt(12), 1 + random.nextInt(28), 5, 0);
            LocalDateTime expected = at.plusMinutes(1);
            while (!matches(fields, expected)) {
                expected = expected.plusMinutes(1);
            }
            assertThat(Cron.parse(text.toString()).next(at.toInstant(ZoneOffset.UTC), ZoneOffset.UTC))
                    .as("%s after %s", text, at)
                    .hasValue(expected.toInstant(ZoneOffset.UTC));
        }
    }

    private static int[] some(Random random, int from, int to) {
        return random.nextInt(3) == 0
                ? new int[0]
                : random.ints(1 + random.nextInt(4), from, to + 1)
                        .distinct()
                        .sorted()
                        .toArray();
    }

    private static boolean matches(int[][] fields, LocalDateTime time) {
        boolean day = in(fields[2], time.getDayOfMonth());
        boolean weekday = in(
                fields[4],
                time.getDayOfWeek() == DayOfWeek.SUNDAY
                        ? 0
                        : time.getDayOfWeek().getValue());
        boolean either = fields[2].length > 0 && fields[4].length > 0 ? day || weekday : day && weekday;
        return in(fields[0], time.getMinute())
                && in(fields[1], time.getHour())
                && in(fields[3], time.getMonthValue())
                && either;
    }

    private static boolean in(int[] field, int value) {
        return field.length == 0 || IntStream.of(field).anyMatch(one -> one == value);
    }
}
