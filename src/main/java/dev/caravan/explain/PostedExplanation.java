package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.PlannedDelivery;
import dev.caravan.mailing.RehearsedMailings;
import dev.caravan.notification.RehearsedNotifications.Kept;
import dev.caravan.rehearsal.Door;
import dev.caravan.rehearsal.Walkthrough;
import dev.caravan.rehearsal.Walkthrough.Entered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Explains a request that nobody made yet. */
final class PostedExplanation {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The route that makes notifications of the mails that events order. */
    private static final String INBOX_MAILS = "send-inbox-mails";

    private final Walkthrough walk;
    private final Explanation explanation;
    private final BiFunction<JsonNode, JsonNode, List<PlannedDelivery>> plans;
    private final Iterable<JsonNode> templates;
    private final ObjectNode steps;

    /**
     * @param plans what is known of deliveries, by the rows of their notifications and their own
     * @param templates that are given for this request
     * @param steps that are run although they reach the store, for they only look there
     */
    PostedExplanation(
            Walkthrough walk,
            Explanation explanation,
            BiFunction<JsonNode, JsonNode, List<PlannedDelivery>> plans,
            Iterable<JsonNode> templates,
            ObjectNode steps) {
        this.walk = walk;
        this.explanation = explanation;
        this.plans = plans;
        this.templates = templates;
        this.steps = steps;
    }

    /**
     * @param body as its caller wrote it
     * @throws Problem as the door itself would answer; 400 if what it asks for sends nothing
     */
    ObjectNode of(Door door, JsonNode body) {
        if (!walk.has(door.route())) {
            throw Problem.invalid(door.queued() ? "queue" : "operation", "there is nothing that takes requests there");
        }
        Entered entered = enter(door, steps);
        RehearsedMailings.Kept mailing = RehearsedMailings.kept(entered.ended());
        if (mailing != null) {
            return mailing(door, body, mailing);
        }
        List<Kept> accepted = entered.accepted();
        boolean event = entered.ended().getVariable("inboxKey") != null;
        boolean recorded = entered.ended().getVariable("inboxRecord") != null;
        JsonNode ordered = entered.ended().getVariable("inboxMail", JsonNode.class);
        if (ordered != null) {
            accepted = enter(Door.ofOperation(INBOX_MAILS, "", JSON.objectNode()), order(ordered))
                    .accepted();
        }
        if (recorded) {
            explanation.warn("A record is made in the inbox of user "
                    + body.path("user_id").asText() + ".");
        }
        if (event && accepted.isEmpty()) {
            explanation.warn("No mail is sent for this event: its key asks for none, or there is no address for it.");
            return explanation.view("inbox", door.route(), null, null, "", null, 0);
        }
        if (accepted.isEmpty()) {
            throw Problem.badRequest("Nothing would be sent: " + door.route() + " makes no notification of this"
                    + (steps.isEmpty() ? ", as far as can be told without a store." : "."));
        }
        return notifications(door, body, accepted);
    }

    private Entered enter(Door door, JsonNode steps) {
        Entered entered = walk.enter(door, steps, templates, explanation.now());
        Exchange ended = entered.ended();
        Exception failure = ended.getException();
        boolean nothing = entered.accepted().isEmpty() && RehearsedMailings.kept(ended) == null;
        if (failure == null && nothing) {
            failure = ended.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        if (failure != null) {
            throw failure instanceof RuntimeException thrown ? thrown : new IllegalStateException(failure);
        }
        explanation.entered(entered.routes());
        return entered;
    }

    private static ObjectNode order(JsonNode request) {
        ObjectNode steps = JSON.objectNode();
        ObjectNode waiting = steps.putObject("inboxMails.waiting").put("as", "inbox.InboxMails$Order");
        waiting.putArray("body").addObject().put("id", 0).set("request", request);
        return steps;
    }

    private ObjectNode notifications(Door door, JsonNode body, List<Kept> accepted) {
        ArrayNode notifications = JSON.arrayNode();
        ArrayNode deliveries = JSON.arrayNode();
        int total = 0;
        for (Kept kept : accepted) {
            for (JsonNode delivery : kept.deliveries()) {
                if (total++ < Explanation.MOST) {
                    deliveries.add(delivery);
                }
            }
            kept.notifications().forEach(notifications::add);
        }
        follow(notifications, deliveries);
        JsonNode first = notifications.get(0);
        ObjectNode canonical = canonical(accepted.get(0).request(), first);
        return explanation.view(
                first.path("dialect").asText(),
                door.route(),
                canonical,
                first.path("queue").asText(),
                queueWhy(canonical, body, first.path("queue").asText()),
                version(first),
                total);
    }

    private ObjectNode mailing(Door door, JsonNode body, RehearsedMailings.Kept mailing) {
        follow(mailing.notifications(), mailing.deliveries());
        JsonNode notification = mailing.notifications().get(0);
        ObjectNode canonical = JSON.objectNode();
        canonical.set("channels", channels(notification));
        for (String field : List.of("subject", "message", "template_slug", "expires_at")) {
            if (notification.hasNonNull(field)) {
                canonical.set(field, notification.get(field));
            }
        }
        String queue = notification.path("queue").asText();
        explanation.warn("The audience is that of now; the mailing chooses it when it starts, at "
                + Gates.text(mailing.begins()) + ".");
        String why =
                body.hasNonNull("priority") ? wanted(body.get("priority"), queue) : "mailings go there by themselves";
        return explanation.view(
                "mailing", door.route(), canonical, queue, why, version(notification), mailing.audience());
    }

    private void follow(JsonNode notifications, JsonNode deliveries) {
        Instant now = explanation.now();
        for (PlannedDelivery delivery : plans.apply(notifications, deliveries)) {
            if (delivery.status().equals("expired")) {
                explanation.add(RecipientExplanation.over(
                        delivery, "expired", "the hours of the mailing do not come before its end"));
            } else {
                Instant due = Objects.requireNonNullElse(delivery.dueAt(), now);
                explanation.follow(delivery, due.isBefore(now) ? now : due);
            }
        }
    }

    /** Without what is not set, and with the template that a parameter names. */
    private static ObjectNode canonical(JsonNode request, JsonNode notification) {
        ObjectNode canonical = JSON.objectNode();
        for (Map.Entry<String, JsonNode> field : request.properties()) {
            if (!field.getValue().isNull() && !field.getKey().equals("separate")) {
                canonical.set(field.getKey(), field.getValue());
            }
        }
        if (notification.hasNonNull("template_slug")) {
            canonical.set("template_slug", notification.get("template_slug"));
        }
        return canonical;
    }

    private static JsonNode channels(JsonNode notification) {
        ArrayNode channels = JSON.arrayNode();
        String list = notification.path("channels").asText();
        List.of(list.substring(1, list.length() - 1).split(",")).forEach(channels::add);
        return channels;
    }

    private static String queueWhy(JsonNode canonical, JsonNode body, String queue) {
        JsonNode priority = canonical.path("priority");
        JsonNode written = body.path("priority");
        if (!written.isTextual()) {
            return "the request names no priority"
                    + (priority.isTextual() ? ", and the route gives it " + priority : "");
        }
        return written.equals(priority)
                ? wanted(priority, queue)
                : "the priority " + written + " of this dialect goes there";
    }

    private static String wanted(JsonNode priority, String queue) {
        return priority.asText().equals(queue)
                ? "it is the request's priority"
                : "the priority " + priority + " is no queue, and all such go there";
    }

    private static @Nullable Long version(JsonNode notification) {
        JsonNode version = notification.path("template_version_id");
        return version.isNumber() ? version.longValue() : null;
    }
}
