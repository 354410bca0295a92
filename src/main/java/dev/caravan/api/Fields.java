package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON object and gathers everything that is wrong with them, so that a caller learns it all at
 * once. A field that is absent or null reads as null.
 */
public final class Fields {

    private final JsonNode object;
    private final String prefix;
    private final Map<String, List<String>> errors;

    /** The fields of a body: an object, or else there are none. */
    public Fields(JsonNode object) {
        this(object, "", new LinkedHashMap<>());
    }

    private Fields(JsonNode object, String prefix, Map<String, List<String>> errors) {
        this.object = object;
        this.prefix = prefix;
        this.errors = errors;
    }

    /** Reads an object inside this one; its errors are named {@code name.field}. */
    public Fields in(JsonNode child, String name) {
        return new Fields(child, prefix + name + ".", errors);
    }

    /** Notes what is wrong with a field. */
    public void refuse(String field, String why) {
        errors.computeIfAbsent(prefix + field, f -> new ArrayList<>()).add(why);
    }

    /** Whether something is wrong with a field already. */
    public boolean refused(String field) {
        return errors.containsKey(prefix + field);
    }

    /** @throws Problem naming every field that was refused, by the name the caller knows it by */
    public void check(FieldNames names) {
        if (!errors.isEmpty()) {
            Map<String, List<String>> named = new LinkedHashMap<>();
            errors.forEach((field, why) -> named.computeIfAbsent(names.of(field), f -> new ArrayList<>())
                    .addAll(why));
            throw Problem.invalid(named);
        }
    }

    /** Notes every field that is none of these. */
    public void refuseAllBut(Set<String> known) {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                refuse(field, "is not a field of this request");
            }
        });
    }

    /** The field's value, whatever its type. */
    @Nullable
    public JsonNode get(String field) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** A string that can be {@linkplain Storable stored}, at most so many characters long. */
    @Nullable
    public String text(String field, int maxLength) {
        JsonNode value = get(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            refuse(field, "must be a string");
            return null;
        }
        String text = value.textValue();
        if (text.length() > maxLength) {
            refuse(field, "must be at most " + maxLength + " characters long");
            return null;
        }
        String complaint = Storable.complaint(text);
        if (complaint != null) {
            refuse(field, complaint);
            return null;
        }
        return text;
    }

    /** A text that becomes a header or an address, where a line break would start something else (CONTRACT, RFC 5322). */
    @Nullable
    public String line(String field, int maxLength) {
        String text = text(field, maxLength);
        if (text != null && text.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029)) {
            refuse(field, "must not contain line breaks or control characters");
            return null;
        }
        return text;
    }

    /** A moment, to the microsecond, which is what Postgres keeps of it. */
    @Nullable
    public Instant time(String field) {
        String text = text(field, 64);
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            // Postgres reads no signed or five-digit year, which ISO 8601 allows only by agreement
            if (time.getYear() < 1970 || time.getYear() > 9999) {
                refuse(field, "must lie between the years 1970 and 9999");
                return null;
            }
            return time.toInstant().truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            refuse(field, "must be a time with an offset, like 2026-03-01T09:30:00Z");
            return null;
        }
    }

    /** An object whose names and texts can be {@linkplain Storable stored}. */
    @Nullable
    public ObjectNode object(String field) {
        JsonNode value = get(field);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            refuse(field, "must be an object");
            return null;
        }
        String complaint = Storable.complaint(value);
        if (complaint != null) {
            refuse(field, complaint);
            return null;
        }
        return (ObjectNode) value;
    }

    /** Whether the field is true. */
    public boolean flag(String field) {
        JsonNode value = get(field);
        return value != null && value.asBoolean();
    }
}
