package dev.caravan.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A periodic task as it is stored.
 *
 * @param definition its fields as callers write and see them, all of them present
 * @param nextRunAt null while it rests
 */
record PeriodicTask(
        UUID id, ObjectNode definition, @Nullable Instant nextRunAt, Instant createdAt, Instant updatedAt) {

    String name() {
        return definition.get("name").textValue();
    }

    UUID taskId() {
        return UUID.fromString(definition.get("task_id").textValue());
    }

    UUID templateId() {
        return UUID.fromString(definition.get("template_id").textValue());
    }

    Cron cron() {
        return Cron.parse(definition.get("crontab_schedule").textValue());
    }

    ZoneId zone() {
        return ZoneId.of(definition.get("timezone").textValue());
    }

    boolean oneOff() {
        return definition.get("one_off").booleanValue();
    }

    boolean enabled() {
        return definition.get("enabled").booleanValue();
    }

    Misfire misfire() {
        return Misfire.of(definition.get("misfire").textValue()).orElseThrow();
    }

    /** Whether another definition runs at the same times. */
    boolean keepsTimeOf(ObjectNode other) {
        return definition.get("enabled").equals(other.get("enabled"))
                && definition.get("crontab_schedule").equals(other.get("crontab_schedule"))
                && definition.get("timezone").equals(other.get("timezone"));
    }

    /** As the API shows it, without its runs. */
    ObjectNode json() {
        ObjectNode json = definition.objectNode().put("id", id.toString());
        json.setAll(definition);
        return json.put("next_run_at", nextRunAt == null ? null : nextRunAt.toString())
                .put("created_at", createdAt.toString())
                .put("updated_at", updatedAt.toString());
    }
}
