package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.client.Ids;
import dev.caravan.notification.Filters;
import dev.caravan.store.Sql;
import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The messages of mailings, one for each client: deliveries, in the words of dialect D. */
@Component("mailingMessages")
public class MailingMessages {

    private static final String ONE = """
            select m.id as mailing_id, d.* from messages d join mailings m on m.notification_id = d.notification_id
            where d.id = ? and m.deleted_at is null
            """;

    /** Where a page begins: after the message with this position of this mailing. */
    private record Place(long mailing, int position) {

        static final Place START = new Place(Long.MAX_VALUE, Integer.MAX_VALUE);
        private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})");

        static Optional<Place> read(String cursor) {
            Matcher parts = TEXT.matcher(cursor);
            return parts.matches()
                    ? Optional.of(new Place(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2))))
                    : Optional.empty();
        }
    }

    private record Message(Place place, ObjectNode view) {}

    private final JdbcClient jdbc;
    private final String all = Sql.load("mailing-messages");
    private final String ofClient = Sql.load("mailing-messages-of-client");

    MailingMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One page of the messages that match the query parameters, those of the newest mailing first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name));
        return page(search, Filters.number(search, "mailing_id"));
    }

    /**
     * One page of a mailing's messages.
     *
     * @throws Problem 404
     */
    public ObjectNode of(String id, @Headers Map<String, Object> parameters) {
        long mailing = Ids.parse(id, "mailing");
        if (jdbc.sql("select id from mailings where id = ? and deleted_at is null")
                .param(mailing)
                .query(Long.class)
                .optional()
                .isEmpty()) {
            throw Ids.unknown("mailing");
        }
        return page(new Search(name -> (String) parameters.get(name)), mailing);
    }

    /** @throws Problem 404 */
    public ObjectNode get(String id) {
        UUID uuid = TimeOrderedId.parse(id).orElseThrow(() -> Ids.unknown("message"));
        return jdbc.sql(ONE)
                .param(uuid)
                .query((row, n) -> view(row))
                .optional()
                .orElseThrow(() -> Ids.unknown("message"));
    }

    private ObjectNode page(Search search, @Nullable Long mailing) {
        String status = Filters.oneOf(search, "status", "status", MailingStatistics.STATUSES);
        Long client = Filters.number(search, "client_id");
        Place from = from(search);
        int limit = search.limit();
        search.conditions();
        List<Message> messages = jdbc.sql(client == null ? all : ofClient)
                .param("client", client == null ? null : client.toString())
                .param("mailing", mailing)
                .param("status", status)
                .param("from_mailing", from.mailing())
                .param("from_position", from.position())
                .param("most", limit)
                .query((row, n) -> new Message(new Place(row.getLong("mailing_id"), row.getInt("position")), view(row)))
                .list();
        ObjectNode page = Search.page(messages.stream().map(Message::view).toList(), limit);
        if (messages.size() == limit) {
            Place last = messages.get(limit - 1).place();
            page.put("next_cursor", last.mailing() + "." + last.position());
        }
        return page;
    }

    private static Place from(Search search) {
        String cursor = search.parameter("cursor");
        if (cursor == null) {
            return Place.START;
        }
        return Place.read(cursor).orElseGet(() -> {
            search.refuse("cursor", "is not a cursor of this list");
            return Place.START;
        });
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
