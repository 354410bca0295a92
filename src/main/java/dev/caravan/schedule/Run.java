package dev.caravan.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of a periodic task.
 *
 * @param manual whether somebody asked for it, and not the clock
 * @param result {@code ok} or {@code failed}; null until it has finished
 * @param notificationId of the notification it made, the first if it made several
 */
record Run(
        UUID id,
        UUID periodicTaskId,
        Instant fireTime,
        boolean manual,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String result,
        @Nullable UUID notificationId,
        @Nullable String error,
        Instant createdAt) {

    /** As the API shows it. */
    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id.toString())
                .put("fire_time", fireTime.toString())
                .put("manual", manual)
                .put("started_at", text(startedAt))
                .put("finished_at", text(finishedAt))
                .put("result", result)
                .put("notification_id", text(notificationId))
                .put("error", error);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
