package dev.caravan.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Fields;
import dev.caravan.api.Storable;
import java.util.Optional;

/** How bodies name tags and operators: as an object with the name in it, or by the name alone. */
public final class Names {

    private static final int MAX_LENGTH = 100;

    static final String COMPLAINT = "must be a name of 1 to " + MAX_LENGTH + " characters";

    private Names() {}

    /** A text as a name; empty if it cannot be one. */
    static Optional<String> plain(String text) {
        boolean name = text.length() <= MAX_LENGTH
                && text.indexOf('|') < 0
                && text.chars().noneMatch(Character::isISOControl);
        return name ? Optional.of(text) : Optional.empty();
    }

    /**
     * The name that a value stands for; empty, with the reason noted, if it is none.
     *
     * @param path what the value is called in errors, like {@code tags[1]}
     * @param key the field of the object, {@code name} of a tag and {@code code} of an operator
     */
    public static Optional<String> read(Fields fields, JsonNode value, String path, String key) {
        JsonNode name = value.isObject() ? value.path(key) : value;
        String where = value.isObject() ? path + "." + key : path;
        boolean text = name.isTextual() || name.isIntegralNumber();
        String plain = name.asText().strip();
        if (!text || plain.isEmpty() || plain.length() > MAX_LENGTH) {
            fields.refuse(where, "must be a string of 1 to " + MAX_LENGTH + " characters");
            return Optional.empty();
        }
        if (plain.chars().anyMatch(Character::isISOControl)) {
            fields.refuse(where, "must not contain line breaks or control characters");
            return Optional.empty();
        }
        String complaint = Storable.complaint(plain);
        if (complaint != null) {
            fields.refuse(where, complaint);
            return Optional.empty();
        }
        if (plain.indexOf('|') >= 0) {
            fields.refuse(where, "must not contain |, which separates them in files");
            return Optional.empty();
        }
        return Optional.of(plain);
    }
}
