package dev.caravan.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Fields;
import dev.caravan.notification.Addresses;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a client out of the fields of a body, and notes everything that is wrong with them. */
final class ClientForm {

    /** What a caller may give; what it may only read is taken and ignored, so that an answer can be sent back changed. */
    static final Set<String> FIELDS = Set.of(
            "phone_number",
            "operator_code",
            "tags",
            "timezone",
            "email",
            "telegram_id",
            "name",
            "attributes",
            "id",
            "created_at",
            "updated_at");

    /** As the callers of dialect D write it. */
    private static final Pattern PHONE_NUMBER = Pattern.compile("7[0-9]{10}");

    static final String NO_PHONE_NUMBER = "must be 7 and ten digits, like 79991234567";
    static final String NO_EMAIL = "is not an e-mail address";
    static final String NO_TELEGRAM_ID = "must be digits";

    private static final int MAX_TAGS = 100;

    private final TimeZones zones;
    private final Fields fields;

    ClientForm(TimeZones zones, Fields fields) {
        this.zones = zones;
        this.fields = fields;
    }

    ClientDraft read() {
        ObjectNode attributes = fields.object("attributes");
        return new ClientDraft(
                phoneNumber(),
                operator("code"),
                operator("name"),
                tags(),
                timezone(),
                address("email", Addresses::email, NO_EMAIL),
                address("telegram_id", Addresses::telegramId, NO_TELEGRAM_ID),
                fields.line("name", 200),
                attributes);
    }

    /** A phone number as clients have it; empty if it is none. */
    static Optional<String> phoneNumber(String text) {
        return PHONE_NUMBER.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    private String phoneNumber() {
        String number = word(fields, "phone_number", 40);
        if (number == null && !fields.refused("phone_number")) {
            fields.refuse("phone_number", "is required");
        } else if (number != null && phoneNumber(number).isEmpty()) {
            fields.refuse("phone_number", NO_PHONE_NUMBER);
        }
        return number == null ? "" : number;
    }

    /** An operator is an object with code and name, or its code alone. */
    private @Nullable String operator(String part) {
        JsonNode value = fields.get("operator_code");
        if (value == null || !value.isObject()) {
            return value != null && part.equals("code") ? code(fields, "operator_code") : null;
        }
        Fields operator = fields.in(value, "operator_code");
        if (part.equals("name")) {
            return operator.line("name", 200);
        }
        return code(operator, "code");
    }

    private static @Nullable String code(Fields fields, String name) {
        String code = word(fields, name, 50);
        if (code == null && !fields.refused(name)) {
            fields.refuse(name, fields.get(name) == null ? "is required" : "must not be empty");
        }
        return code;
    }

    /** Tags are objects with a name, or names alone. */
    private List<String> tags() {
        JsonNode array = fields.get("tags");
        TreeSet<String> names = new TreeSet<>();
        if (array == null) {
            return List.of();
        }
        if (!array.isArray() || array.size() > MAX_TAGS) {
            fields.refuse("tags", array.isArray() ? "must not be more than " + MAX_TAGS : "must be an array");
            return List.of();
        }
        for (int i = 0; i < array.size(); i++) {
            Names.read(fields, array.get(i), "tags[" + i + "]", "name").ifPresent(names::add);
        }
        return List.copyOf(names);
    }

    private String timezone() {
        String zone = fields.line("timezone", 100);
        if (zone != null && !zones.known(zone)) {
            fields.refuse("timezone", "is not a time zone of the IANA database, like Europe/Moscow");
        }
        return zone == null ? "UTC" : zone;
    }

    private @Nullable String address(String name, Function<String, Optional<String>> reading, String complaint) {
        String text = name.equals("email") ? fields.line(name, 1_000) : word(fields, name, 40);
        if (text == null || text.isBlank()) {
            return null;
        }
        Optional<String> address = reading.apply(text.strip());
        if (address.isEmpty()) {
            fields.refuse(name, complaint);
        }
        return address.orElse(null);
    }

    /** A text, or the digits of a whole number. */
    private static @Nullable String word(Fields fields, String name, int maxLength) {
        JsonNode value = fields.get(name);
        if (value != null && value.isIntegralNumber()) {
            return value.asText();
        }
        String text = fields.line(name, maxLength);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
