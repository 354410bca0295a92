package dev.caravan.client;

import dev.caravan.api.Search;
import dev.caravan.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tags and operators in the database. */
@Component
class VocabularyStore {

    private static final String LOCK = "select pg_advisory_xact_lock(hashtext('caravan.segments'))";

    /** @param key the name of a tag, the code of an operator */
    record Word(long id, String key, @Nullable String name) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    VocabularyStore(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private static String columns(Kind kind) {
        return "id, " + kind.key() + " as key, " + (kind == Kind.TAG ? "null" : "name") + " as name";
    }

    private static Word word(ResultSet row, int number) throws SQLException {
        return new Word(row.getLong("id"), row.getString("key"), row.getString("name"));
    }

    List<Word> page(Kind kind, Search search, int limit) {
        String sql = "select " + columns(kind) + " from " + kind.table() + " where " + search.conditions();
        return jdbc.sql(sql + " order by id desc limit ?")
                .params(search.values())
                .param(limit)
                .query(VocabularyStore::word)
                .list();
    }

    Optional<Word> find(Kind kind, long id) {
        return jdbc.sql("select " + columns(kind) + " from " + kind.table() + " where id = ?")
                .param(id)
                .query(VocabularyStore::word)
                .optional();
    }

    Optional<Long> id(Kind kind, String key) {
        return jdbc.sql("select id from " + kind.table() + " where " + kind.key() + " = ?")
                .param(key)
                .query(Long.class)
                .optional();
    }

    /** @return empty if it is there already */
    Optional<Word> create(Kind kind, Word word) {
        String insert = kind == Kind.TAG
                ? "insert into tags (name) values (:key)"
                : "insert into operators (code, name) values (:key, :name)";
        return bound(insert + " on conflict do nothing returning " + columns(kind), word)
                .query(VocabularyStore::word)
                .optional();
    }

    /** @throws org.springframework.dao.DuplicateKeyException if another has the name */
    Optional<Word> update(Kind kind, long id, Word word) {
        String update =
                kind == Kind.TAG ? "update tags set name = :key" : "update operators set code = :key, name = :name";
        return bound(update + " where id = :id returning " + columns(kind), word)
                .param("id", id)
                .query(VocabularyStore::word)
                .optional();
    }

    private JdbcClient.StatementSpec bound(String sql, Word word) {
        return jdbc.sql(sql).param("key", word.key()).param("name", word.name());
    }

    /** A mailing that has yet to choose its clients, or is choosing them, by this one. */
    Optional<Long> mailingWith(Kind kind, long id) {
        return jdbc.sql("select id from mailings where status in ('scheduled', 'running', 'paused') and not made"
                        + " and ? = any(" + kind.table() + ") limit 1")
                .param(id)
                .query(Long.class)
                .optional();
    }

    boolean delete(Kind kind, long id) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            jdbc.sql(LOCK).query((row, n) -> 0).list();
            for (String statement : Sql.load("forget-" + kind.word()).split(";\\s*\n")) {
                jdbc.sql(statement).param("id", id).update();
            }
            return jdbc.sql("delete from " + kind.table() + " where id = ?")
                            .param(id)
                            .update()
                    == 1;
        }));
    }
}
