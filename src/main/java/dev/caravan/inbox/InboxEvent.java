package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.routing.RouteCatalog;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Something that happened to a user, as it was posted. What follows from it, the route of its key says. */
record InboxEvent(
        String userId,
        @Nullable String targetId,
        String key,
        @Nullable ObjectNode data) {

    /** Each route {@code inbox-key-<key>} makes a key. */
    static final String KEY_ROUTE = "inbox-key-";

    private static final int MAX_DATA = 64 * 1024;
    private static final int MAX_KEY = 255;

    /** @throws Problem 400 naming every field that is not valid; fields that are not known are passed over */
    static InboxEvent read(JsonNode body, RouteCatalog routes) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        String userId = id(fields, "user_id", true);
        String targetId = id(fields, "target_id", false);
        String key = fields.text("key", MAX_KEY);
        SortedSet<String> keys = routes.named(KEY_ROUTE);
        if (fields.get("key") == null) {
            fields.refuse("key", "is required");
        } else if (key != null && !keys.contains(key)) {
            fields.refuse("key", "is not a key; there are " + String.join(", ", keys));
        }
        ObjectNode data = fields.object("data");
        if (data != null && data.toString().length() > MAX_DATA) {
            fields.refuse("data", "must be at most " + MAX_DATA + " characters of JSON");
        }
        fields.check(FieldNames.CANONICAL);
        return new InboxEvent(Objects.requireNonNull(userId), targetId, Objects.requireNonNull(key), data);
    }

    private static @Nullable String id(Fields fields, String name, boolean required) {
        String id = fields.text(name, 1_000);
        if (required && fields.get(name) == null) {
            fields.refuse(name, "is required");
        } else if (id != null && !RecordId.hasShape(id)) {
            fields.refuse(name, "must be 24 hex characters");
        }
        return id == null ? null : id.toLowerCase(Locale.ROOT);
    }
}
