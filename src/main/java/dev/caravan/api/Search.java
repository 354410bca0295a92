package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.store.TimeOrderedId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a search, gathered from the caller's parameters, with values always bound and never part of the text.
 * Results come newest first; since ids are ordered by time, the last id of a page is where the next one starts.
 */
public final class Search {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Function<String, @Nullable String> parameters;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final Map<String, List<String>> errors = new LinkedHashMap<>();

    /** @param parameters gives the caller's value of a parameter, or null */
    public Search(Function<String, @Nullable String> parameters) {
        this.parameters = parameters;
    }

    /**
     * A search whose parameters are the fields of a body. What is no field of it, or not of its type, is refused: a filter that
     * was not understood must not become no filter.
     *
     * @param fields their names; all are strings that are not empty, but {@code limit}, which is a whole number
     * @throws Problem 400 if the body is no object
     */
    public static Search ofBody(JsonNode body, Set<String> fields) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Search search = new Search(
                name -> body.path(name).isNull() ? null : body.path(name).asText());
        body.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean text = value.isTextual() && !value.textValue().isBlank();
            if (!fields.contains(name)) {
                search.refuse(name, "is not a field of this request");
            } else if (name.equals("limit") && !value.isIntegralNumber() && !value.isNull()) {
                search.refuse(name, "must be a whole number");
            } else if (!name.equals("limit") && !text && !value.isNull()) {
                search.refuse(name, "must be a string that is not empty");
            }
        });
        return search;
    }

    /** The value of a parameter; null if it is absent or blank. */
    @Nullable
    public String parameter(String name) {
        String value = parameters.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Adds a condition; the values go to its {@code ?}, in order. */
    public Search where(String condition, Object... bound) {
        conditions.add(condition);
        values.addAll(List.of(bound));
        return this;
    }

    /** Adds the condition if the caller gave the parameter; its value is bound to every {@code ?} of the condition. */
    public Search whereGiven(String name, String condition) {
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
    public Search createdBetween(String idColumn) {
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

    /** Whose column of times lies between two parameters, the first inclusive, the second exclusive. */
    public Search timesBetween(String column, String from, String to) {
        Instant first = time(from);
        Instant end = time(to);
        if (first != null) {
            where(column + " >= ?", Timestamp.from(first));
        }
        if (end != null) {
            where(column + " < ?", Timestamp.from(end));
        }
        return this;
    }

    /** From the {@code cursor} on, which is the last id of the page before. */
    public Search after(String idColumn) {
        String cursor = parameter("cursor");
        if (cursor != null) {
            TimeOrderedId.parse(cursor)
                    .ifPresentOrElse(
                            id -> where(idColumn + " < ?", id), () -> refuse("cursor", "is not a cursor of this list"));
        }
        return this;
    }

    /** As {@link #after}, for ids that are numbers. */
    public Search afterNumber(String idColumn) {
        String cursor = parameter("cursor");
        if (cursor != null && cursor.matches("\\d{1,18}")) {
            where(idColumn + " < ?", Long.valueOf(cursor));
        } else if (cursor != null) {
            refuse("cursor", "is not a cursor of this list");
        }
        return this;
    }

    /** How many rows the caller wants: 50 unless given, and 200 at most, where nobody has refused more before. */
    public int limit() {
        return Math.min(limit(DEFAULT_LIMIT, Integer.MAX_VALUE), MAX_LIMIT);
    }

    /** How many rows the caller wants; more than {@code most} is refused. */
    public int limit(int unlessGiven, int most) {
        String limit = parameter("limit");
        if (limit == null) {
            return unlessGiven;
        }
        try {
            int number = Integer.parseInt(limit.strip());
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        refuse("limit", "must be a number from 1 to " + most);
        return unlessGiven;
    }

    /** Notes what is wrong with a parameter. */
    public void refuse(String parameter, String why) {
        errors.put(parameter, List.of(why));
    }

    /**
     * All conditions, joined; {@code true} if there are none.
     *
     * @throws Problem naming every parameter that was refused
     */
    public String conditions() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    /** What is bound to the conditions, in order. */
    public List<Object> values() {
        return values;
    }

    /** One page of a list, and where the next one starts: at the {@code id} of its last item, if it is full. */
    public static ObjectNode page(List<ObjectNode> items, int limit) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("items").addAll(items);
        return page.put(
                "next_cursor",
                items.size() < limit ? null : items.get(limit - 1).get("id").asText());
    }

    /** The value of a parameter that is a time; null if it is absent, or no time and so refused. */
    public @Nullable Instant time(String name) {
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
