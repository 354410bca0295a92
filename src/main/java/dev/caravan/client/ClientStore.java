package dev.caravan.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Search;
import dev.caravan.store.Sql;
import dev.caravan.store.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Clients in the database. */
@Component
class ClientStore {

    static final String CLIENTS = """
            select c.*, o.code as operator_code, o.name as operator_name,
                   (select coalesce(json_agg(json_build_object('name', t.name) order by t.name), '[]')
                    from tags t where t.id = any(s.tags)) as tags
            from clients c join segments s on s.id = c.segment left join operators o on o.id = s.operator
            """;
    private static final Logger LOG = LoggerFactory.getLogger(ClientStore.class);
    private static final String STORE = Sql.load("store-clients");
    private static final String RECIPIENTS = """
            select json_strip_nulls(json_build_object(
                'email', email, 'phone_number', '+' || phone_number, 'telegram_id', telegram_id,
                'user_id', attributes ->> 'user_id', 'client_id', id::text, 'context', client_context(c)))
            from clients c
            where id > ? and segment + 0 = any((select audience(?, ?, ?))::bigint[]) order by id limit ?
            """;
    private static final String REPLACE = """
            update clients
            set phone_number = ?, segment = segment_of(?, ?, ?::text[]), timezone = ?, email = ?, telegram_id = ?,
                name = ?, attributes = ?::jsonb, updated_at = now()
            where id = ?
            """;

    private static final String[] ALL = ClientCsv.COLUMNS.toArray(String[]::new);

    /** How many of a batch are new, and how many took the place of others. */
    record Stored(int created, int replaced) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ObjectMapper json;

    ClientStore(JdbcClient jdbc, TransactionTemplate transaction, ObjectMapper json) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.json = json;
    }

    Optional<ObjectNode> find(long id) {
        return jdbc.sql(CLIENTS + "where c.id = ?")
                .param(id)
                .query((row, n) -> view(row))
                .optional();
    }

    List<ObjectNode> page(Search search, int limit) {
        return jdbc.sql(CLIENTS + "where " + search.conditions() + " order by c.id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
    }

    long count(Long[] segments) {
        return jdbc.sql("select count(*) from clients where segment = any(?)")
                .param(segments)
                .query(Long.class)
                .single();
    }

    List<ObjectNode> some(Long[] segments, int most) {
        return jdbc.sql(
                        CLIENTS
                                + "where c.id = any(array(select id from clients where segment = any(?) limit ?)) order by c.id")
                .params(segments, most)
                .query((row, n) -> view(row))
                .list();
    }

    List<ObjectNode> recipients(Audience audience, long after, int most) {
        return jdbc.sql(RECIPIENTS)
                .param(after)
                .param(audience.tagsLogic())
                .param(audience.tags().toArray(Long[]::new))
                .param(audience.operators().toArray(Long[]::new))
                .param(most)
                .query((row, n) -> (ObjectNode) StoredJson.tree(row.getString(1)))
                .list();
    }

    /** @return empty if the phone number is taken */
    Optional<ObjectNode> create(ClientDraft draft) {
        return jdbc.sql(STORE)
                .param(ALL)
                .params(rows(List.of(draft)), false)
                .query((row, n) -> row.getLong("id"))
                .optional()
                .flatMap(this::find);
    }

    /**
     * Changes a client under a lock, so that two changes at once both count.
     *
     * @return empty if there is no such client
     * @throws org.springframework.dao.DuplicateKeyException if the phone number is taken
     */
    Optional<ObjectNode> update(long id, Function<ObjectNode, ClientDraft> change) {
        return transaction.execute(status -> {
            jdbc.sql("select id from clients where id = ? for update")
                    .param(id)
                    .query(Long.class)
                    .optional();
            return find(id).map(change).flatMap(draft -> {
                jdbc.sql(REPLACE)
                        .params(draft.phoneNumber(), draft.operatorCode(), draft.operatorName())
                        .param(draft.tags().toArray(String[]::new))
                        .params(draft.timezone(), draft.email(), draft.telegramId(), draft.name())
                        .param(
                                draft.attributes() == null
                                        ? null
                                        : draft.attributes().toString())
                        .param(id)
                        .update();
                return find(id);
            });
        });
    }

    /**
     * Marks what many clients were written to as settled, so that audiences are counted in the index alone from the first
     * one on. PostgreSQL does so by itself, a minute or more later.
     */
    void settle() {
        try {
            jdbc.sql("vacuum (skip_locked) clients").update();
        } catch (DataAccessException e) {
            LOG.debug("Clients are left to autovacuum", e);
        }
    }

    /**
     * Stores a batch, all or nothing. Whoever has one of its phone numbers is changed, as far as these columns go, or those
     * of attributes by their names.
     */
    Stored store(List<ClientDraft> batch, List<String> columns) {
        String[] given = columns.stream()
                .map(column -> column.startsWith("attributes.") ? "attributes" : column)
                .distinct()
                .toArray(String[]::new);
        return transaction.execute(status -> {
            // The rows of a batch are joined with their segments in memory, not one by one.
            jdbc.sql("set local enable_hashjoin = on").update();
            List<Boolean> created = jdbc.sql(STORE)
                    .param(given)
                    .params(rows(batch), true)
                    .query((row, n) -> row.getBoolean("created"))
                    .list();
            int made = (int) created.stream().filter(each -> each).count();
            return new Stored(made, created.size() - made);
        });
    }

    boolean delete(long id) {
        return jdbc.sql("delete from clients where id = ?").param(id).update() == 1;
    }

    private String rows(List<ClientDraft> drafts) {
        try {
            return json.writeValueAsString(drafts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    ObjectNode view(ResultSet row) throws SQLException {
        ObjectNode view = json.createObjectNode().put("id", row.getLong("id"));
        view.put("phone_number", row.getString("phone_number"));
        String code = row.getString("operator_code");
        if (code == null) {
            view.putNull("operator_code");
        } else {
            view.putObject("operator_code").put("code", code).put("name", row.getString("operator_name"));
        }
        view.set("tags", StoredJson.tree(row.getString("tags")));
        view.put("timezone", row.getString("timezone"))
                .put("email", row.getString("email"))
                .put("telegram_id", row.getString("telegram_id"))
                .put("name", row.getString("name"));
        view.set("attributes", StoredJson.tree(row.getString("attributes")));
        return view.put("created_at", row.getTimestamp("created_at").toInstant().toString())
                .put("updated_at", row.getTimestamp("updated_at").toInstant().toString());
    }
}
