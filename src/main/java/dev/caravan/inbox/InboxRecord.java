package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One entry of an inbox. */
record InboxRecord(
        long number,
        String userId,
        Instant createdAt,
        boolean isNew,
        String key,
        @Nullable String targetId,
        @Nullable JsonNode data) {

    String id() {
        return RecordId.of(number, createdAt);
    }

    /** As {@code /list} and {@code /stream} show it. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id())
                .put("timestamp", createdAt.toString())
                .put("is_new", isNew)
                .put("user_id", userId)
                .put("key", key)
                .put("target_id", targetId);
        json.set("data", data);
        return json;
    }
}
