package dev.caravan.console.mailings;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A month of whole weeks, Monday first, with what starts on each day of them.
 *
 * @param month the month meant; its weeks may begin before and end after it
 */
public record Month(YearMonth month, List<Day> days) {

    /** A day, and the mailings that start on it, by their time. */
    public record Day(LocalDate date, boolean outside, boolean today, List<JsonNode> mailings) {}

    static LocalDate first(YearMonth month) {
        return month.atDay(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    static LocalDate end(YearMonth month) {
        return month.atEndOfMonth()
                .with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY))
                .plusDays(1);
    }

    static Month of(YearMonth month, List<JsonNode> mailings, ZoneId zone, LocalDate today) {
        List<Day> days = new ArrayList<>();
        first(month).datesUntil(end(month)).forEach(date -> {
            List<JsonNode> starting = mailings.stream()
                    .filter(mailing -> LocalDate.ofInstant(start(mailing), zone).equals(date))
                    .sorted(Comparator.comparing(Month::start))
                    .toList();
            days.add(new Day(date, !YearMonth.from(date).equals(month), date.equals(today), starting));
        });
        return new Month(month, days);
    }

    private static Instant start(JsonNode mailing) {
        return Instant.parse(mailing.path("start_datetime").asText());
    }
}
