package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.store.Sql;
import dev.caravan.store.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Inboxes in the database. Whatever changes an inbox locks its row first: so its counts are right, its limit holds, and its
 * records become visible in the order of their numbers, which is what a stream goes by.
 */
@Component
class InboxStore {

    private static final String ADD = Sql.load("inbox-add");
    private static final String LIST = Sql.load("inbox-list");
    private static final String READ = Sql.load("inbox-read");

    /** What is in an inbox: how many records, how many of them new, and one page of them. */
    record Page(int elements, int unread, List<InboxRecord> records) {}

    /** A record that is to be made. */
    record Draft(
            String userId,
            @Nullable String targetId,
            String key,
            @Nullable JsonNode data,
            @Nullable UUID delivery) {}

    private final JdbcClient sql;
    private final TransactionTemplate transaction;
    private final int limit;

    InboxStore(JdbcClient sql, TransactionTemplate transaction, InboxSettings settings) {
        this.sql = sql;
        this.transaction = transaction;
        this.limit = settings.limit();
    }

    /** Stores what an event led to, all or nothing. */
    void store(@Nullable Draft draft, @Nullable JsonNode mail) {
        transaction.executeWithoutResult(status -> {
            if (mail != null) {
                sql.sql("insert into inbox_mails (request) values (cast(? as jsonb))")
                        .param(mail.toString())
                        .update();
            }
            if (draft != null) {
                add(draft);
            }
        });
    }

    /** Makes the record of a delivery, once: a second time the first record's id is returned. */
    String storeOnce(Draft draft) {
        return transaction.execute(status -> add(draft)
                .orElseGet(() -> sql.sql("select id, created_at from inbox_records where delivery_id = ?")
                        .param(draft.delivery())
                        .query(InboxStore::id)
                        .single()));
    }

    private Optional<String> add(Draft draft) {
        sql.sql("""
                insert into inboxes (user_id) values (?)
                on conflict (user_id) do update set elements = inboxes.elements
                """).param(draft.userId()).update();
        return sql.sql(ADD)
                .param("user", draft.userId())
                .param("key", draft.key())
                .param("target", draft.targetId())
                .param("data", draft.data() == null ? null : draft.data().toString())
                .param("delivery", draft.delivery())
                .param("limit", limit)
                .query(InboxStore::id)
                .optional();
    }

    Page list(String userId, int skip, int count) {
        List<InboxRecord> records = new ArrayList<>();
        int[] counts = new int[2];
        sql.sql(LIST)
                .param("user", userId)
                .param("skip", skip)
                .param("count", count)
                .query(row -> {
                    counts[0] = row.getInt("elements");
                    counts[1] = row.getInt("unread");
                    if (row.getObject("id") != null) {
                        records.add(record(row, 0));
                    }
                });
        return new Page(counts[0], counts[1], records);
    }

    /**
     * Marks records of a user as read.
     *
     * @param number of one record; null: all
     * @return how many were new
     */
    int read(String userId, @Nullable Long number) {
        Integer read = transaction.execute(status -> {
            List<String> locked = sql.sql("select user_id from inboxes where user_id = ? for update")
                    .param(userId)
                    .query(String.class)
                    .list();
            return locked.isEmpty()
                    ? 0
                    : sql.sql(READ)
                            .param("user", userId)
                            .param("id", number)
                            .query(Integer.class)
                            .single();
        });
        return read == null ? 0 : read;
    }

    /** The record of this number, if it is the user's. */
    Optional<InboxRecord> find(String userId, long number) {
        return sql.sql("select * from inbox_records where user_id = ? and id = ?")
                .params(userId, number)
                .query(this::record)
                .optional();
    }

    /** Records of a user with a higher number, the oldest first. */
    List<InboxRecord> after(String userId, long number, int count) {
        return sql.sql("select * from inbox_records where user_id = ? and id > ? order by id limit ?")
                .params(userId, number, count)
                .query(this::record)
                .list();
    }

    /**
     * Removes an inbox, with its records. Called inside a transaction.
     *
     * @return how many records there were
     */
    int erase(String userId) {
        return sql.sql("""
                with inbox as materialized (select user_id from inboxes where user_id = ? for update),
                     gone as (delete from inboxes where user_id = (select user_id from inbox) returning elements)
                select coalesce(sum(elements), 0)::int from gone
                """).param(userId).query(Integer.class).single();
    }

    private static String id(ResultSet row, int n) throws SQLException {
        return RecordId.of(row.getLong("id"), row.getTimestamp("created_at").toInstant());
    }

    private InboxRecord record(ResultSet row, int n) throws SQLException {
        String data = row.getString("data");
        row.getLong("read_change");
        boolean isNew = row.wasNull();
        return new InboxRecord(
                row.getLong("id"),
                row.getString("user_id"),
                row.getTimestamp("created_at").toInstant(),
                isNew,
                row.getString("key"),
                row.getString("target_id"),
                data == null ? null : StoredJson.tree(data));
    }
}
