package dev.caravan.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a caller says of a subscription. */
record Subscription(
        String url,
        List<String> events,
        boolean enabled,
        @Nullable String description) {

    static final List<String> EVENTS =
            List.of("notification.sent", "notification.delivered", "notification.failed", "notification.expired");

    private static final Set<String> FIELDS = Set.of("url", "events", "enabled", "description");
    private static final int MAX_URL = 2_000;
    private static final int MAX_DESCRIPTION = 500;

    /**
     * Reads a body.
     *
     * @param before what holds for the fields that it leaves out; null for a new subscription
     * @throws Problem 400 naming every field that is not valid
     */
    static Subscription read(JsonNode body, @Nullable Subscription before, Targets targets) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(FIELDS);
        Subscription read = new Subscription(
                url(fields, body, before, targets),
                body.has("events") || before == null ? events(fields) : before.events(),
                body.has("enabled") || before == null ? enabled(fields) : before.enabled(),
                body.has("description") || before == null
                        ? fields.text("description", MAX_DESCRIPTION)
                        : before.description());
        fields.check(FieldNames.CANONICAL);
        return read;
    }

    private static String url(Fields fields, JsonNode body, @Nullable Subscription before, Targets targets) {
        if (before != null && !body.has("url")) {
            return before.url();
        }
        if (fields.get("url") == null) {
            fields.refuse("url", "is required");
            return "";
        }
        String url = fields.line("url", MAX_URL);
        String complaint = url == null ? null : targets.complaintNow(url);
        if (complaint != null) {
            fields.refuse("url", complaint);
        }
        return url == null ? "" : url;
    }

    /** Those that are listed, in their own order; all of them if nothing is. */
    private static List<String> events(Fields fields) {
        JsonNode array = fields.get("events");
        if (array == null) {
            return EVENTS;
        }
        if (!array.isArray() || array.isEmpty()) {
            fields.refuse("events", "must be an array with at least one of " + String.join(", ", EVENTS));
            return EVENTS;
        }
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isTextual() && EVENTS.contains(array.get(i).textValue())) {
                wanted.add(array.get(i).textValue());
            } else {
                fields.refuse("events[" + i + "]", "is not an event; there are " + String.join(", ", EVENTS));
            }
        }
        return EVENTS.stream().filter(wanted::contains).toList();
    }

    private static boolean enabled(Fields fields) {
        JsonNode value = fields.get("enabled");
        if (value != null && !value.isBoolean()) {
            fields.refuse("enabled", "must be true or false");
        }
        return value == null || value.asBoolean();
    }
}
