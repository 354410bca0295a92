package dev.caravan.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.store.StoredJson;
import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the API shows of notifications: everything that was asked, and everything that happened. */
@Component("notificationViews")
public class NotificationViews {

    private static final int SHOWN = 100;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String NOTIFICATION = """
            select id, created_at, notification_status(id) as status, queue, dialect, policy,
                   array_to_json(channels) as channels, subject, message, template_slug,
                   callback_url, metadata, scheduled_at, expires_at, recipients
            from notifications where id = ?
            """;
    private static final String DELIVERIES = """
            select d.*, n.created_at, n.scheduled_at from deliveries d join notifications n on n.id = d.notification_id
            where d.notification_id = ? order by d.position limit ?
            """;
    private static final String HISTORY = """
            select * from delivery_history
            where delivery_id in (select id from deliveries where notification_id = ? order by position limit ?)
            order by delivery_id, at, id
            """;

    private final JdbcClient jdbc;

    NotificationViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws Problem 404 if the id is unknown or no id at all */
    public ObjectNode get(@Nullable String id) {
        UUID uuid = TimeOrderedId.parse(id).orElseThrow(NotificationViews::unknown);
        ObjectNode view = jdbc.sql(NOTIFICATION)
                .param(uuid)
                .query((row, n) -> notification(row))
                .optional()
                .orElseThrow(NotificationViews::unknown);
        Map<String, ObjectNode> deliveries = new LinkedHashMap<>();
        jdbc.sql(DELIVERIES)
                .params(uuid, SHOWN)
                .query((row, n) -> delivery(row))
                .list()
                .forEach(d -> deliveries.put(d.get("id").textValue(), d));
        jdbc.sql(HISTORY).params(uuid, SHOWN).query(row -> {
            ObjectNode delivery = deliveries.get(row.getString("delivery_id"));
            if (delivery != null) {
                ((ArrayNode) delivery.get("history")).add(history(row));
            }
        });
        ArrayNode shown = view.putArray("deliveries");
        deliveries.values().forEach(shown::add);
        return view;
    }

    static Problem unknown() {
        return Problem.notFound("There is no notification with this id.");
    }

    ObjectNode notification(ResultSet row) throws SQLException {
        String id = row.getString("id");
        ObjectNode view = JSON.objectNode()
                .put("id", id)
                .put("message_id", id)
                .put("notification_id", id)
                .put("status", row.getString("status"))
                .put("queue", row.getString("queue"))
                .put("created_at", time(row, "created_at"))
                .put("scheduled_at", time(row, "scheduled_at"))
                .put("expires_at", time(row, "expires_at"))
                .put("dialect", row.getString("dialect"))
                .put("policy", row.getString("policy"))
                .put("subject", row.getString("subject"))
                .put("message", row.getString("message"))
                .put("template_slug", row.getString("template_slug"))
                .put("callback_url", row.getString("callback_url"))
                .put("recipients", row.getInt("recipients"));
        view.set("channels", StoredJson.tree(row.getString("channels")));
        view.set("metadata", StoredJson.tree(row.getString("metadata")));
        return view;
    }

    private ObjectNode delivery(ResultSet row) throws SQLException {
        boolean waiting = row.getTimestamp("due_at") != null && !row.getBoolean("leased");
        ObjectNode view = JSON.objectNode().put("id", row.getString("id"));
        putRecipient(view, row);
        view.put("channel", row.getString("channel"))
                .put("status", row.getString("status"))
                .put("attempts", row.getInt("attempts"))
                .put("error", row.getString("error"))
                .put("provider_message_id", row.getString("provider_message_id"))
                .put("next_attempt_at", waiting ? time(row, "due_at") : null)
                .put("updated_at", time(row, "updated_at"));
        Timestamp scheduled = row.getTimestamp("scheduled_at");
        boolean later = scheduled != null && scheduled.after(row.getTimestamp("created_at"));
        view.putArray("history")
                .addObject()
                .put("type", "status")
                .put("status", later ? "scheduled" : "queued")
                .put("at", time(row, "created_at"))
                .putNull("reason");
        return view;
    }

    /** Adds the addresses that a row of deliveries has. */
    static void putRecipient(ObjectNode view, ResultSet row) throws SQLException {
        ObjectNode recipient = view.putObject("recipient");
        for (String kind : List.of("email", "phone_number", "telegram_id", "user_id", "client_id")) {
            if (row.getString(kind) != null) {
                recipient.put(kind, row.getString(kind));
            }
        }
    }

    private static ObjectNode history(ResultSet row) throws SQLException {
        if (row.getString("status") != null) {
            return JSON.objectNode()
                    .put("type", "status")
                    .put("status", row.getString("status"))
                    .put("at", time(row, "at"))
                    .put("reason", row.getString("error"));
        }
        ObjectNode attempt = JSON.objectNode()
                .put("type", "attempt")
                .put("channel", row.getString("channel"))
                .put("provider", row.getString("provider"))
                .put("started_at", time(row, "at"))
                .put("duration_ms", (Integer) row.getObject("duration_ms"))
                .put("outcome", row.getString("outcome"))
                .put("error", row.getString("error"));
        return attempt.put("temporary", (Boolean) row.getObject("temporary"))
                .put("provider_message_id", row.getString("provider_message_id"));
    }

    static @Nullable String time(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant().toString();
    }
}
