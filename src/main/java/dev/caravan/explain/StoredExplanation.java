package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.PlannedDelivery;
import dev.caravan.delivery.PlannedDelivery.MailingHours;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explains a notification that is stored: what is over by its history, what is open by a rehearsal from where it stands. */
final class StoredExplanation {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> ASKED = List.of(
            "channels",
            "policy",
            "subject",
            "message",
            "template_slug",
            "scheduled_at",
            "expires_at",
            "callback_url",
            "metadata");

    private final Explanation explanation;

    StoredExplanation(Explanation explanation) {
        this.explanation = explanation;
    }

    /**
     * @param view of the notification, as the API shows it
     * @param deliveries the first of them
     * @throws Problem 404 if it was erased
     */
    ObjectNode of(JsonNode view, List<PlannedDelivery> deliveries) {
        // A mailing whose audience is nobody has none.
        if (!deliveries.isEmpty()
                && deliveries.stream().allMatch(delivery -> delivery.recipient().isEmpty())) {
            throw Problem.notFound("This notification was erased: there is nothing left to explain.");
        }
        Map<String, JsonNode> shown = new HashMap<>();
        view.path("deliveries")
                .forEach(delivery -> shown.put(delivery.path("id").asText(), delivery));
        ObjectNode canonical = canonical(view, deliveries);
        for (PlannedDelivery delivery : deliveries) {
            explain(delivery, shown.getOrDefault(delivery.id().toString(), JSON.objectNode()));
        }
        return explanation.view(
                view.path("dialect").asText(),
                null,
                canonical,
                view.path("queue").asText(),
                "it was accepted for it",
                deliveries.isEmpty() ? null : deliveries.get(0).templateVersion(),
                view.path("recipients").asInt());
    }

    private static ObjectNode canonical(JsonNode view, List<PlannedDelivery> deliveries) {
        ObjectNode canonical = JSON.objectNode();
        ArrayNode recipients = canonical.putArray("recipients");
        deliveries.forEach(delivery -> recipients.add(delivery.recipient()));
        ASKED.stream().filter(view::hasNonNull).forEach(field -> canonical.set(field, view.get(field)));
        return canonical;
    }

    private void explain(PlannedDelivery delivery, JsonNode shown) {
        ObjectNode recipient = explained(delivery, shown);
        recipient
                .put("delivery_id", delivery.id().toString())
                .put("status", shown.path("status").textValue());
        recipient.set("history", shown.get("history"));
    }

    private ObjectNode explained(PlannedDelivery delivery, JsonNode shown) {
        String held = held(delivery.mailing());
        if (!List.of("scheduled", "queued", "processing").contains(delivery.status())
                || delivery.recipient().isEmpty()) {
            ObjectNode over = RecipientExplanation.over(
                    delivery, delivery.status(), shown.path("error").textValue(), shown);
            String channel = over.path("channel").textValue();
            boolean went = over.path("provider").isTextual()
                    && channel != null
                    && !delivery.recipient().isEmpty();
            ObjectNode rendered = went ? explanation.rendered(delivery, channel) : null;
            if (rendered != null) {
                over.setAll(rendered);
            }
            return add(over);
        }
        if (held != null) {
            return add(RecipientExplanation.over(delivery, delivery.status(), held, shown));
        }
        if (delivery.status().equals("processing")) {
            explanation.warn("Delivery " + delivery.id() + " is with the broker or a worker now.");
        }
        Instant now = explanation.now();
        Instant opening = delivery.mailing() == null ? null : delivery.mailing().opening();
        Instant due = Stream.of(
                        now,
                        Objects.requireNonNullElse(delivery.dueAt(), now),
                        Objects.requireNonNullElse(opening, now))
                .max(Instant::compareTo)
                .orElse(now);
        return explanation.follow(delivery, due);
    }

    private ObjectNode add(ObjectNode recipient) {
        explanation.add(recipient);
        return recipient;
    }

    private static @Nullable String held(@Nullable MailingHours mailing) {
        return mailing == null || mailing.status() == null || mailing.status().equals("running")
                ? null
                : "the mailing is " + mailing.status();
    }
}
