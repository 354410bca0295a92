package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Search;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Mailings in the database. */
@Component
class MailingStore {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String MAILINGS = """
            select m.*,
                   array(select name from tags where id = any(m.tags) order by name) as tag_names,
                   array(select code from operators where id = any(m.operators) order by code) as operator_codes
            from mailings m
            """;
    private static final String CREATE = """
            insert into mailings (title, start_at, end_at, message, subject, template_slug, tags_logic, tags, operators,
                                  channels, window_from, window_to, queue, status, created_at, updated_at)
            values (:title, :start, :end, :text, :subject, :slug, :logic, :tags::bigint[], :operators::bigint[],
                    :channels::text[], :from, :to, :queue, 'scheduled', now(), now())
            returning id
            """;
    private static final String REPLACE = """
            update mailings
            set title = :title, start_at = :start, end_at = :end, message = :text, subject = :subject,
                template_slug = :slug, tags_logic = :logic, tags = :tags::bigint[], operators = :operators::bigint[],
                channels = :channels::text[], window_from = :from, window_to = :to, queue = :queue, updated_at = now()
            where id = :id and status = 'scheduled' and deleted_at is null
            """;

    private static final String DELETE = """
            with gone as (
                delete from mailings
                where id = :id and status in ('scheduled', 'cancelled', 'finished') and notification_id is null
                returning id
            ),
            hidden as (
                update mailings
                set deleted_at = now(), title = null, message = null, subject = null, updated_at = now()
                where id = :id and status in ('cancelled', 'finished') and notification_id is not null
                  and deleted_at is null
                returning id
            )
            select count(*)::int from (select id from gone union all select id from hidden) deleted
            """;

    private final JdbcClient jdbc;

    MailingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ObjectNode> find(long id) {
        return jdbc.sql(MAILINGS + "where m.id = ? and m.deleted_at is null")
                .param(id)
                .query((row, n) -> view(row))
                .optional();
    }

    List<ObjectNode> page(Search search, int limit) {
        return jdbc.sql(MAILINGS + "where " + search.conditions() + " order by m.id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
    }

    long create(MailingDraft draft) {
        return bound(CREATE, draft).query(Long.class).single();
    }

    /** @return false if it has started, or is gone */
    boolean replace(long id, MailingDraft draft) {
        return bound(REPLACE, draft).param("id", id).update() == 1;
    }

    /**
     * Deletes one that is not under way. If it began, the row stays, out of sight, behind what it sent.
     *
     * @return false if it is under way, or gone
     */
    boolean delete(long id) {
        return jdbc.sql(DELETE).param("id", id).query(Integer.class).single() == 1;
    }

    /** @return false if it is in none of the states that this one follows */
    boolean move(long id, String to, List<String> from) {
        return jdbc.sql("update mailings set updated_at = now(), status = case"
                                + " when :to = 'running' and notification_id is null then 'scheduled' else :to end,"
                                + " finished_at = case when :to = 'cancelled' then now() end"
                                + " where id = :id and status in (:from) and deleted_at is null")
                        .param("to", to)
                        .param("id", id)
                        .param("from", from)
                        .update()
                == 1;
    }

    private JdbcClient.StatementSpec bound(String sql, MailingDraft draft) {
        return jdbc.sql(sql)
                .param("title", draft.title())
                .param("start", Timestamp.from(draft.start()))
                .param("end", Timestamp.from(draft.end()))
                .param("text", draft.text())
                .param("subject", draft.subject())
                .param("slug", draft.templateSlug())
                .param("logic", draft.audience().tagsLogic())
                .param("tags", draft.audience().tags().toArray(Long[]::new))
                .param("operators", draft.audience().operators().toArray(Long[]::new))
                .param("channels", draft.channels().toArray(String[]::new))
                .param("from", draft.windowFrom())
                .param("to", draft.windowTo())
                .param("queue", draft.queue());
    }

    private static ObjectNode view(ResultSet row) throws SQLException {
        ObjectNode view = JSON.objectNode().put("id", row.getLong("id"));
        view.put("title", row.getString("title"))
                .put("status", row.getString("status"))
                .put("start_datetime", time(row, "start_at"))
                .put("end_datetime", time(row, "end_at"))
                .put("text", row.getString("message"))
                .put("subject", row.getString("subject"))
                .put("template_slug", row.getString("template_slug"))
                .put("tags_logic", row.getString("tags_logic"));
        objects(view.putArray("tags"), "name", row, "tag_names");
        objects(view.putArray("operators"), "code", row, "operator_codes");
        ArrayNode channels = view.putArray("channels");
        for (String channel : (String[]) row.getArray("channels").getArray()) {
            channels.add(channel);
        }
        return view.put("local_time_from", clock(row, "window_from"))
                .put("local_time_to", clock(row, "window_to"))
                .put("priority", row.getString("queue"))
                .put("notification_id", row.getString("notification_id"))
                .put("error", row.getString("error"))
                .put("started_at", time(row, "started_at"))
                .put("finished_at", time(row, "finished_at"))
                .put("created_at", time(row, "created_at"))
                .put("updated_at", time(row, "updated_at"));
    }

    private static void objects(ArrayNode array, String key, ResultSet row, String column) throws SQLException {
        for (String name : (String[]) row.getArray(column).getArray()) {
            array.addObject().put(key, name);
        }
    }

    private static @Nullable String clock(ResultSet row, String column) throws SQLException {
        Time time = row.getTime(column);
        return time == null ? null : time.toLocalTime().toString();
    }

    static @Nullable String time(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant().toString();
    }
}
