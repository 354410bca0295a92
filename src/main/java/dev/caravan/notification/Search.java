package dev.caravan.notification;

import dev.caravan.api.Problem;
import dev.caravan.store.TimeOrderedId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a search, gathered from the caller's parameters, with values always bound and never part of the text.
 * Results come newest first; since ids are ordered by time, the last id of a page is where the next one starts.
 */
final class Search {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Function<String, @Nullable String> parameters;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final Map<String, List<String>> errors = new LinkedHashMap<>();

    /** @param parameters gives the caller's value of a parameter, or null */
    Search(Function<String, @Nullable String> parameters) {
        this.parameters = parameters;
    }

    @Nullable
    String parameter(String name) {
        String value = parameters.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    Search where(String condition, Object... bound) {
        conditions.add(condition);
        values.addAll(List.of(bound));
        return this;
    }

    /** Adds the condition if the caller gave the parameter; its value is bound to every {@code ?} of the condition. */
    Search whereGiven(String name, String condition) {
        String value = parameter(name);
        if (value != null) {
            Object[] bound =
                    new Object[(int) condition.chars().filter(c -> c == '?').count()];
            Arrays.fill(bound, value);
            where(condition, bound);
        }
        return this;
    }

    /** Between {@code created_from} (inclusive) and {@code created_to} (exclusive). */
    Search createdBetween(String idColumn) {
        Instant from = time("created_from");
        Instant to = time("created_to");
        if (from != null) {
            where(idColumn + " >= ?", TimeOrderedId.lowest(from));
        }
        if (to != null) {
            where(idColumn + " < ?", TimeOrderedId.lowest(to));
        }
        return this;
    }

    Search after(String idColumn) {
        String cursor = parameter("cursor");
        if (cursor != null) {
            NotificationViews.id(cursor)
                    .ifPresentOrElse(
                            id -> where(idColumn + " < ?", id), () -> refuse("cursor", "is not a cursor of this list"));
        }
        return this;
    }

    int limit() {
        return limit(DEFAULT_LIMIT, MAX_LIMIT);
    }

    int limit(int unlessGiven, int most) {
        String limit = parameter("limit");
        if (limit == null) {
            return unlessGiven;
        }
        try {
            int number = Integer.parseInt(limit.strip());
            if (number >= 1) {
                return Math.min(number, most);
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        refuse("limit", "must be a number from 1 to " + most);
        return unlessGiven;
    }

    void refuse(String parameter, String why) {
        errors.put(parameter, List.of(why));
    }

    /** All conditions, joined; {@code true} if there are none. */
    String conditions() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    List<Object> values() {
        return values;
    }

    private @Nullable Instant time(String name) {
        String text = parameter(name);
        if (text == null) {
            return null;
        }
        try {
            // A plus sign in a query string arrives as a space
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeParseException e) {
            refuse(name, "must be a time with an offset, like 2026-03-01T09:30:00Z");
            return null;
        }
    }
}
