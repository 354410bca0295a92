package dev.caravan.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.notification.Notifications;
import dev.caravan.store.TimeOrderedId;
import dev.caravan.template.Templates;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads the definition of a periodic task, or says everything that is wrong with it. */
@Component
class PeriodicTaskForm {

    private static final int MAX_NAME = 255;
    private static final int MAX_CRON = 200;
    private static final Set<String> FIELDS = Set.of(
            "name",
            "task_id",
            "template_id",
            "crontab_schedule",
            "timezone",
            "one_off",
            "recipients",
            "audience",
            "subject",
            "context",
            "enabled",
            "misfire");

    private final Tasks tasks;
    private final Templates templates;
    private final Notifications notifications;
    private final ObjectProvider<Audiences> audiences;

    PeriodicTaskForm(
            Tasks tasks, Templates templates, Notifications notifications, ObjectProvider<Audiences> audiences) {
        this.tasks = tasks;
        this.templates = templates;
        this.notifications = notifications;
        this.audiences = audiences;
    }

    /** The definition of a new task. */
    ObjectNode read(JsonNode body) {
        return read(body, JsonNodeFactory.instance.objectNode());
    }

    /** A changed definition: what the body names replaces what was, null takes it away (RFC 7396, on the first level). */
    ObjectNode read(JsonNode body, ObjectNode before) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        ObjectNode all = before.deepCopy();
        all.setAll((ObjectNode) body);
        Fields fields = new Fields(all);
        fields.refuseAllBut(FIELDS);
        ObjectNode definition = JsonNodeFactory.instance
                .objectNode()
                .put("name", name(fields))
                .put("task_id", id(fields, "task_id"))
                .put("template_id", id(fields, "template_id"))
                .put("crontab_schedule", cron(fields))
                .put("timezone", zone(fields))
                .put("one_off", flag(fields, "one_off", false));
        definition.set("recipients", fields.get("recipients"));
        definition.set("audience", audience(fields));
        definition.put("subject", fields.line("subject", 998));
        definition.set("context", fields.object("context"));
        definition.put("enabled", flag(fields, "enabled", true)).put("misfire", misfire(fields));
        recipients(fields, definition);
        fields.check(FieldNames.CANONICAL);
        definition.put("task_id", task(definition.get("task_id").textValue()));
        definition.put("template_id", template(definition.get("template_id").textValue()));
        return definition;
    }

    private static @Nullable String name(Fields fields) {
        String name = fields.line("name", MAX_NAME);
        if (fields.get("name") == null || name != null && name.isBlank()) {
            fields.refuse("name", "is required");
        }
        return name;
    }

    private static @Nullable String id(Fields fields, String name) {
        String id = fields.text(name, MAX_NAME);
        if (fields.get(name) == null) {
            fields.refuse(name, "is required");
        }
        return id;
    }

    /** The id of a task that is named by its id or slug. */
    private String task(String name) {
        return TimeOrderedId.parse(name)
                .flatMap(tasks::slug)
                .or(() -> Optional.of(name))
                .flatMap(tasks::id)
                .orElseThrow(() -> Problem.notFound("There is no task with this id."))
                .toString();
    }

    /** The id of a template that is named by its id or slug. */
    private String template(String name) {
        String slug = TimeOrderedId.parse(name).map(templates::slugOf).orElse(name);
        return templates.get(slug).get("template_id").textValue();
    }

    private static @Nullable String cron(Fields fields) {
        String cron = fields.text("crontab_schedule", MAX_CRON);
        if (fields.get("crontab_schedule") == null) {
            fields.refuse("crontab_schedule", "is required");
        } else if (cron != null) {
            try {
                Cron.parse(cron);
            } catch (IllegalArgumentException e) {
                fields.refuse("crontab_schedule", String.valueOf(e.getMessage()));
            }
        }
        return cron;
    }

    private static String zone(Fields fields) {
        String zone = fields.text("timezone", MAX_NAME);
        if (zone == null) {
            return "UTC";
        }
        try {
            if (ZoneId.getAvailableZoneIds().contains(zone)) {
                return ZoneId.of(zone).getId();
            }
        } catch (DateTimeException e) {
            // refused below
        }
        fields.refuse("timezone", "is not a time zone of the IANA list, like Europe/Berlin");
        return zone;
    }

    private static boolean flag(Fields fields, String name, boolean otherwise) {
        JsonNode value = fields.get(name);
        if (value != null && !value.isBoolean()) {
            fields.refuse(name, "must be true or false");
        }
        return value == null ? otherwise : value.booleanValue();
    }

    private static String misfire(Fields fields) {
        String misfire = fields.text("misfire", MAX_NAME);
        if (misfire == null) {
            return Misfire.ONCE.key();
        }
        if (Misfire.of(misfire).isEmpty()) {
            fields.refuse("misfire", "must be once, all or skip");
        }
        return misfire;
    }

    private @Nullable ObjectNode audience(Fields fields) {
        ObjectNode audience = fields.object("audience");
        if (audience == null) {
            return null;
        }
        if (fields.get("recipients") != null) {
            fields.refuse("audience", "cannot be given together with recipients");
            return null;
        }
        Audiences known = audiences.getIfAvailable();
        if (known == null) {
            fields.refuse("audience", "is not available");
            return null;
        }
        try {
            known.check(audience);
        } catch (Problem refused) {
            refused.errors().forEach((field, why) -> why.forEach(each -> fields.refuse("audience." + field, each)));
            if (refused.errors().isEmpty()) {
                fields.refuse("audience", refused.detail());
            }
        }
        return audience;
    }

    /** Recipients are valid if a notification to them would be. */
    private void recipients(Fields fields, ObjectNode definition) {
        if (fields.get("recipients") == null) {
            return;
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("message", "x");
        request.set("recipients", definition.get("recipients"));
        try {
            notifications.check(request);
        } catch (Problem refused) {
            refused.errors().forEach((field, why) -> why.forEach(each -> fields.refuse(field, each)));
        }
    }
}
