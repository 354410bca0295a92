package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.client.Ids;
import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Headers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The messages of mailings, one for each client: deliveries, in the words of dialect D. */
@Component("mailingMessages")
public class MailingMessages {

    private static final String MESSAGES = """
            select id, mailing_id, client_id, notification_id, email, phone_number, telegram_id, channel, status as delivery,
                   message_status(status, attempts, refused_by) as status, attempts, error, provider_message_id, due_at,
                   updated_at
            from deliveries d where mailing_id is not null and %s
            order by mailing_id desc, id desc limit ?
            """;

    private final JdbcClient jdbc;

    MailingMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One page of the messages that match the query parameters, those of the newest mailing first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        return page(new Search(name -> (String) parameters.get(name)), "mailing_id");
    }

    /**
     * One page of a mailing's messages.
     *
     * @throws Problem 404
     */
    public ObjectNode of(String id, @Headers Map<String, Object> parameters) {
        long mailing = Ids.parse(id, "mailing");
        if (jdbc.sql("select id from mailings where id = ?")
                .param(mailing)
                .query(Long.class)
                .optional()
                .isEmpty()) {
            throw Ids.unknown("mailing");
        }
        return page(
                new Search(name -> name.equals("mailing_id") ? null : (String) parameters.get(name))
                        .where("mailing_id = ?", mailing),
                "");
    }

    /** @throws Problem 404 */
    public ObjectNode get(String id) {
        UUID uuid = TimeOrderedId.parse(id).orElseThrow(() -> Ids.unknown("message"));
        return jdbc.sql(MESSAGES.formatted("id = ?"))
                .params(uuid, 1)
                .query((row, n) -> view(row))
                .optional()
                .orElseThrow(() -> Ids.unknown("message"));
    }

    private ObjectNode page(Search search, String mailingParameter) {
        String mailing = search.parameter(mailingParameter);
        if (mailing != null && mailing.matches("\\d{1,18}")) {
            search.where("mailing_id = ?", Long.valueOf(mailing));
        } else if (mailing != null) {
            search.refuse(mailingParameter, "must be the number of a mailing");
        }
        String status = search.parameter("status");
        if (status != null && !MailingStatistics.STATUSES.contains(status)) {
            search.refuse("status", "is not a status; there are " + String.join(", ", MailingStatistics.STATUSES));
        }
        search.whereGiven("status", "message_status(status, attempts, refused_by) = ?")
                .whereGiven("client_id", "client_id = ?");
        after(search);
        int limit = search.limit();
        List<ObjectNode> items = jdbc.sql(MESSAGES.formatted(search.conditions()))
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
        ObjectNode page = Search.page(items, limit);
        if (items.size() == limit) {
            ObjectNode last = items.get(limit - 1);
            page.put(
                    "next_cursor",
                    last.get("mailing_id").asText() + "." + last.get("id").textValue());
        }
        return page;
    }

    private static void after(Search search) {
        String cursor = search.parameter("cursor");
        if (cursor == null) {
            return;
        }
        String[] parts = cursor.split("\\.", 2);
        if (parts.length == 2
                && parts[0].matches("\\d{1,18}")
                && TimeOrderedId.parse(parts[1]).isPresent()) {
            search.where("(mailing_id, id) < (?, ?)", Long.valueOf(parts[0]), UUID.fromString(parts[1]));
        } else {
            search.refuse("cursor", "is not a cursor of this list");
        }
    }

    private static ObjectNode view(ResultSet row) throws SQLException {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", row.getString("id"))
                .put("mailing_id", row.getLong("mailing_id"))
                .put("client_id", row.getObject("client_id") == null ? null : row.getLong("client_id"))
                .put("notification_id", row.getString("notification_id"))
                .put("status", row.getString("status"))
                .put("delivery_status", row.getString("delivery"));
        return view.put("channel", row.getString("channel"))
                .put("email", row.getString("email"))
                .put("phone_number", row.getString("phone_number"))
                .put("telegram_id", row.getString("telegram_id"))
                .put("attempts", row.getInt("attempts"))
                .put("error", row.getString("error"))
                .put("provider_message_id", row.getString("provider_message_id"))
                .put("due_at", MailingStore.time(row, "due_at"))
                .put("updated_at", MailingStore.time(row, "updated_at"));
    }
}
