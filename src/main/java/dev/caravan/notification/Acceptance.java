package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.store.TimeOrderedId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way into the store: the rows it becomes, as JSON for {@code accept.sql}, and the answer its caller
 * gets once they are durable.
 *
 * @param notifications rows, comma-separated, so that those of several requests can be joined into one array
 * @param answer the canonical answer; an array of them where each recipient is a notification of its own
 * @param queue whose dispatcher has work now; null if it is for later
 */
record Acceptance(
        String notifications,
        String deliveries,
        JsonNode answer,
        @Nullable String queue,
        int size,
        IdempotencyKeys.@Nullable Claim claim) {

    private static final int SHOWN = 100;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static Acceptance of(
            NotificationRequest request, String dialect, Instant now, IdempotencyKeys.@Nullable Claim claim) {
        ArrayNode notifications = JSON.arrayNode();
        ArrayNode deliveries = JSON.arrayNode();
        ArrayNode answers = JSON.arrayNode();
        boolean later = request.scheduledAt() != null && request.scheduledAt().isAfter(now);
        String status = later ? "scheduled" : "queued";
        List<List<Recipient>> groups = request.separate()
                ? request.recipients().stream().map(List::of).toList()
                : List.of(request.recipients());
        for (List<Recipient> group : groups) {
            UUID id = TimeOrderedId.at(now);
            ArrayNode shown = JSON.arrayNode();
            for (int i = 0; i < group.size(); i++) {
                ObjectNode delivery = delivery(id, i, group.get(i), request, status, now);
                deliveries.add(delivery);
                if (i < SHOWN) {
                    shown.addObject().put("id", delivery.get("id").textValue()).put("status", status);
                }
            }
            answers.add(answer(id, request, status, now, shown));
            notifications.add(notification(id, request, group.size(), dialect, now, claim));
        }
        return new Acceptance(
                inner(notifications),
                inner(deliveries),
                request.separate() ? answers : answers.get(0),
                later ? null : request.queue(),
                deliveries.size(),
                claim);
    }

    private static String inner(ArrayNode array) {
        String text = array.toString();
        return text.substring(1, text.length() - 1);
    }

    private static ObjectNode notification(
            UUID id,
            NotificationRequest request,
            int recipients,
            String dialect,
            Instant now,
            IdempotencyKeys.@Nullable Claim claim) {
        ObjectNode row = JSON.objectNode()
                .put("id", id.toString())
                .put("created_at", now.toString())
                .put("dialect", dialect)
                .put("queue", request.queue())
                .put("policy", request.policy())
                .put("subject", request.subject())
                .put("message", request.message())
                .put("template_slug", request.templateSlug())
                .put("template_version_id", request.templateVersionId())
                .put("callback_url", request.callbackUrl())
                .put("scheduled_at", text(request.scheduledAt()))
                .put("expires_at", text(request.expiresAt()))
                .put("recipients", recipients);
        if (request.channels() != null) {
            row.put("channels", "{" + String.join(",", request.channels()) + "}");
        }
        if (claim != null) {
            row.put("caller", claim.caller()).put("key", claim.key());
        }
        row.set("context", request.context());
        row.set("metadata", request.metadata());
        return row;
    }

    private static ObjectNode delivery(
            UUID notification, int position, Recipient to, NotificationRequest request, String status, Instant now) {
        ObjectNode row = JSON.objectNode()
                .put("id", TimeOrderedId.at(now).toString())
                .put("notification_id", notification.toString())
                .put("position", position)
                .put("queue", request.queue())
                .put("email", to.email())
                .put("phone_number", to.phoneNumber())
                .put("telegram_id", to.telegramId())
                .put("user_id", to.userId())
                .put("client_id", to.clientId())
                .put("status", status)
                .put("due_at", status.equals("scheduled") ? text(request.scheduledAt()) : null)
                .put("expires_at", text(request.expiresAt()))
                .put("updated_at", now.toString());
        row.set("context", to.context());
        return row;
    }

    private static ObjectNode answer(
            UUID id, NotificationRequest request, String status, Instant now, ArrayNode deliveries) {
        ObjectNode answer = JSON.objectNode()
                .put("id", id.toString())
                .put("message_id", id.toString())
                .put("notification_id", id.toString())
                .put("status", status)
                .put("queue", request.queue())
                .put("created_at", now.toString())
                .put("scheduled_at", text(request.scheduledAt()));
        answer.set("deliveries", deliveries);
        return answer;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
