package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.template.Templates;
import dev.caravan.webhook.Targets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns the JSON of a canonical request into a {@link NotificationRequest}, or says everything that is wrong with it. */
@Component
class RequestReader {

    private static final int MAX_RECIPIENTS = 10_000;
    private static final int MAX_MESSAGE = 100_000;
    // RFC 5322 §2.1.1: a header line has at most 998 characters
    private static final int MAX_SUBJECT = 998;
    private static final Duration FARTHEST = Duration.ofDays(366 * 5L);

    private static final Set<String> FIELDS = Set.of(
            "recipients",
            "channels",
            "policy",
            "subject",
            "message",
            "template_slug",
            "context",
            "priority",
            "scheduled_at",
            "expires_at",
            "callback_url",
            "metadata");
    private static final Set<String> RECIPIENT_FIELDS =
            Set.of("email", "phone_number", "telegram_id", "user_id", "client_id", "context");

    private final RouteCatalog routes;
    private final Templates templates;
    private final Targets targets;
    private final Clock clock;

    RequestReader(RouteCatalog routes, Templates templates, Targets targets, Clock clock) {
        this.routes = routes;
        this.templates = templates;
        this.targets = targets;
        this.clock = clock;
    }

    /**
     * @param dialect null for a canonical request, in which unknown fields are refused: a misspelt
     *     {@code scheduled_at} must not send at once. Translated dialects have none to misspell.
     */
    NotificationRequest read(JsonNode body, @Nullable String templateSlug, @Nullable String dialect, FieldNames names) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        if (dialect == null) {
            fields.refuseAllBut(FIELDS);
        }
        List<Recipient> recipients = recipients(fields);
        List<String> channels = channels(fields);
        String policy = policy(fields, channels);
        String subject = fields.line("subject", MAX_SUBJECT);
        String message = fields.text("message", MAX_MESSAGE);
        String slug = slug(fields, templateSlug);
        if (slug == null && (message == null || message.isBlank()) && !fields.refused("message")) {
            fields.refuse("message", "is required unless template_slug is given");
        }
        ObjectNode context = fields.object("context");
        String priority = fields.text("priority", 255);
        Instant scheduledAt = scheduledAt(fields);
        Instant expiresAt = expiresAt(fields, scheduledAt);
        String callbackUrl = callbackUrl(fields);
        ObjectNode metadata = metadata(fields);
        fields.check(names);
        return new NotificationRequest(
                recipients,
                channels,
                policy,
                subject,
                message,
                slug,
                slug == null ? null : version(slug),
                context,
                Queues.of(priority == null ? "default" : priority),
                scheduledAt,
                expiresAt,
                callbackUrl,
                metadata,
                dialect != null && fields.flag("separate"));
    }

    private List<Recipient> recipients(Fields fields) {
        JsonNode array = fields.get("recipients");
        if (array == null || !array.isArray() || array.isEmpty()) {
            fields.refuse("recipients", array == null ? "is required" : "must be an array with at least one recipient");
            return List.of();
        }
        if (array.size() > MAX_RECIPIENTS) {
            fields.refuse("recipients", "must not have more than " + MAX_RECIPIENTS + " entries");
            return List.of();
        }
        List<Recipient> recipients = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String name = "recipients[" + i + "]";
            if (array.get(i).isObject()) {
                recipients.add(recipient(fields, fields.in(array.get(i), name), name));
            } else {
                fields.refuse(name, "must be an object");
            }
        }
        return recipients;
    }

    private Recipient recipient(Fields request, Fields fields, String name) {
        fields.refuseAllBut(RECIPIENT_FIELDS);
        Recipient recipient = new Recipient(
                address(fields, "email", Addresses::email, "is not an e-mail address"),
                address(fields, "phone_number", Addresses::phoneNumber, "is not a phone number"),
                address(fields, "telegram_id", Addresses::telegramId, "must be digits"),
                address(fields, "user_id", Optional::of, ""),
                address(fields, "client_id", Optional::of, ""),
                fields.object("context"));
        boolean none = fields.get("email") == null
                && fields.get("phone_number") == null
                && fields.get("telegram_id") == null
                && fields.get("user_id") == null
                && fields.get("client_id") == null;
        if (none) {
            request.refuse(name, "needs an address: email, phone_number, telegram_id, user_id or client_id");
        }
        return recipient;
    }

    private static @Nullable String address(
            Fields fields, String name, Function<String, Optional<String>> reading, String complaint) {
        JsonNode value = fields.get(name);
        String text = value != null && value.isIntegralNumber() && !name.equals("email")
                ? value.asText()
                : fields.line(name, 1_000);
        if (text == null) {
            return null;
        }
        Optional<String> address = reading.apply(text.strip());
        if (address.isEmpty() || address.get().isEmpty()) {
            fields.refuse(name, complaint.isEmpty() ? "must not be empty" : complaint);
        }
        return address.orElse(null);
    }

    private @Nullable List<String> channels(Fields fields) {
        JsonNode array = fields.get("channels");
        if (array == null) {
            return null;
        }
        if (!array.isArray() || array.isEmpty()) {
            fields.refuse("channels", "must be an array of channel names");
            return null;
        }
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String channel = array.get(i).asText();
            if (!array.get(i).isTextual() || !routes.hasChannel(channel)) {
                fields.refuse(
                        "channels[" + i + "]", "is not a channel; there are " + String.join(", ", routes.channels()));
            } else if (!channels.contains(channel)) {
                channels.add(channel);
            }
        }
        return channels;
    }

    private @Nullable String policy(Fields fields, @Nullable List<String> channels) {
        String policy = fields.text("policy", 255);
        if (policy != null && channels != null) {
            fields.refuse("policy", "cannot be given together with channels");
        } else if (policy != null && !routes.hasPolicy(policy)) {
            fields.refuse("policy", "is not a policy; there are " + String.join(", ", routes.policies()));
        }
        return channels != null ? null : policy == null ? "default" : policy;
    }

    private @Nullable String slug(Fields fields, @Nullable String fromQuery) {
        String slug = fields.text("template_slug", 255);
        if (slug != null && fromQuery != null && !slug.equals(fromQuery)) {
            fields.refuse("template_slug", "differs from the query parameter template_slug");
        }
        return slug != null ? slug : fromQuery;
    }

    private long version(String slug) {
        Long version = templates.currentVersion(slug);
        if (version == null) {
            throw Problem.notFound("There is no template with this slug.");
        }
        return version;
    }

    private @Nullable Instant scheduledAt(Fields fields) {
        Instant time = fields.time("scheduled_at");
        if (time != null && time.isAfter(clock.instant().plus(FARTHEST))) {
            fields.refuse("scheduled_at", "must be within the next five years");
        }
        return time;
    }

    private @Nullable Instant expiresAt(Fields fields, @Nullable Instant scheduledAt) {
        Instant time = fields.time("expires_at");
        if (time != null && !time.isAfter(clock.instant())) {
            fields.refuse("expires_at", "must be in the future");
        } else if (time != null && scheduledAt != null && !time.isAfter(scheduledAt)) {
            fields.refuse("expires_at", "must be after scheduled_at");
        }
        return time;
    }

    private @Nullable String callbackUrl(Fields fields) {
        String url = fields.line("callback_url", 2_000);
        String complaint = url == null ? null : targets.complaint(url);
        if (complaint != null) {
            fields.refuse("callback_url", complaint);
        }
        return url;
    }

    private static @Nullable ObjectNode metadata(Fields fields) {
        ObjectNode metadata = fields.object("metadata");
        if (metadata == null) {
            return null;
        }
        if (metadata.size() > 50) {
            fields.refuse("metadata", "must not have more than 50 entries");
        }
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            if (!entry.getValue().isTextual()
                    || entry.getValue().textValue().length() > 1_000
                    || entry.getKey().length() > 255) {
                fields.refuse("metadata." + entry.getKey(), "must be a string of at most 1000 characters");
            }
        }
        return metadata;
    }
}
