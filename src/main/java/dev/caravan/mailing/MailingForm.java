package dev.caravan.mailing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Fields;
import dev.caravan.notification.Queues;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.template.Templates;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads a mailing out of the fields of a body, and notes everything that is wrong with them. */
@Component
class MailingForm {

    /** What a caller may only read is taken and ignored, so that an answer can be sent back changed. */
    static final Set<String> FIELDS = Set.of(
            "title",
            "start_datetime",
            "end_datetime",
            "text",
            "subject",
            "template_slug",
            "tags_logic",
            "tags",
            "operators",
            "channels",
            "local_time_from",
            "local_time_to",
            "priority",
            "id",
            "status",
            "notification_id",
            "error",
            "progress",
            "started_at",
            "finished_at",
            "created_at",
            "updated_at");

    private static final int MAX_TEXT = 100_000;
    // RFC 5322 §2.1.1: a header line has at most 998 characters
    private static final int MAX_SUBJECT = 998;

    private final RouteCatalog routes;
    private final Templates templates;
    private final AudienceForm audience;
    private final Clock clock;

    MailingForm(RouteCatalog routes, Templates templates, AudienceForm audience, Clock clock) {
        this.clock = clock;
        this.routes = routes;
        this.templates = templates;
        this.audience = audience;
    }

    MailingDraft read(Fields fields) {
        String text = fields.text("text", MAX_TEXT);
        String slug = slug(fields);
        boolean none = (text == null || text.isBlank()) && !fields.refused("text");
        if (slug == null && none && fields.get("template_slug") == null) {
            fields.refuse("text", "is required unless template_slug is given");
        } else if (slug != null && text != null) {
            fields.refuse("text", "cannot be given together with template_slug");
        }
        Instant start = required(fields, "start_datetime");
        Instant end = required(fields, "end_datetime");
        if (start != null && end != null && !end.isAfter(start)) {
            fields.refuse("end_datetime", "must be after start_datetime");
        }
        if (end != null && !end.isAfter(clock.instant())) {
            fields.refuse("end_datetime", "is over already");
        }
        LocalTime from = timeOfDay(fields, "local_time_from");
        LocalTime to = timeOfDay(fields, "local_time_to");
        checkWindow(fields, from, to);
        return new MailingDraft(
                fields.line("title", 200),
                start == null ? Instant.EPOCH : start,
                end == null ? Instant.EPOCH : end,
                text,
                fields.line("subject", MAX_SUBJECT),
                slug,
                audience.read(fields),
                channels(fields),
                from,
                to,
                queue(fields));
    }

    private static @Nullable Instant required(Fields fields, String name) {
        Instant time = fields.time(name);
        if (time == null && fields.get(name) == null) {
            fields.refuse(name, "is required");
        }
        return time;
    }

    private @Nullable String slug(Fields fields) {
        String slug = fields.text("template_slug", 255);
        if (slug != null && templates.currentVersion(slug) == null) {
            fields.refuse("template_slug", "is no template");
        }
        return slug;
    }

    private List<String> channels(Fields fields) {
        JsonNode array = fields.get("channels");
        if (array == null) {
            return List.of("sms");
        }
        if (!array.isArray() || array.isEmpty()) {
            fields.refuse("channels", "must be an array of channel names");
            return List.of();
        }
        Set<String> channels = new LinkedHashSet<>();
        for (int i = 0; i < array.size(); i++) {
            String channel = array.get(i).asText();
            if (array.get(i).isTextual() && routes.hasChannel(channel)) {
                channels.add(channel);
            } else {
                fields.refuse(
                        "channels[" + i + "]", "is not a channel; there are " + String.join(", ", routes.channels()));
            }
        }
        return new ArrayList<>(channels);
    }

    private static @Nullable LocalTime timeOfDay(Fields fields, String name) {
        String text = fields.text(name, 20);
        if (text == null) {
            return null;
        }
        try {
            return LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            fields.refuse(name, "must be a time of day, like 09:00");
            return null;
        }
    }

    private static void checkWindow(Fields fields, @Nullable LocalTime from, @Nullable LocalTime to) {
        boolean half = (fields.get("local_time_from") == null) != (fields.get("local_time_to") == null);
        if (half) {
            String missing = fields.get("local_time_from") == null ? "local_time_from" : "local_time_to";
            fields.refuse(missing, "is required, for a window has two ends");
        } else if (from != null && from.equals(to)) {
            fields.refuse("local_time_to", "must differ from local_time_from");
        }
    }

    private static String queue(Fields fields) {
        String priority = fields.text("priority", 255);
        return priority == null ? "bulk" : Queues.of(priority);
    }
}
