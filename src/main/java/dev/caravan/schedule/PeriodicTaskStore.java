package dev.caravan.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.store.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Periodic tasks in the database. */
@Component
class PeriodicTaskStore {

    private final JdbcClient sql;

    PeriodicTaskStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** @throws DuplicateKeyException if the name is taken */
    void add(PeriodicTask task) {
        sql.sql("""
                insert into periodic_tasks (id, name, definition, next_run_at, created_at, updated_at)
                values (?, ?, cast(? as json), ?, ?, ?)
                """)
                .params(
                        task.id(),
                        task.name(),
                        task.definition().toString(),
                        timestamp(task.nextRunAt()),
                        timestamp(task.createdAt()),
                        timestamp(task.updatedAt()))
                .update();
    }

    /** @throws DuplicateKeyException if the name is taken */
    void change(PeriodicTask task) {
        sql.sql("""
                update periodic_tasks set name = ?, definition = cast(? as json), next_run_at = ?, updated_at = ?
                where id = ?
                """)
                .params(
                        task.name(),
                        task.definition().toString(),
                        timestamp(task.nextRunAt()),
                        timestamp(task.updatedAt()),
                        task.id())
                .update();
    }

    boolean delete(UUID id) {
        return sql.sql("delete from periodic_tasks where id = ?").param(id).update() == 1;
    }

    Optional<PeriodicTask> find(UUID id) {
        return sql.sql("select * from periodic_tasks where id = ?")
                .param(id)
                .query(this::task)
                .optional();
    }

    /** Finds a task and keeps it from others until the end of the transaction. */
    Optional<PeriodicTask> lock(UUID id) {
        return sql.sql("select * from periodic_tasks where id = ? for update")
                .param(id)
                .query(this::task)
                .optional();
    }

    /** The newest tasks that meet conditions. */
    List<PeriodicTask> list(String conditions, List<Object> values, int count) {
        return sql.sql("select * from periodic_tasks where " + conditions + " order by id desc limit " + count)
                .params(values)
                .query(this::task)
                .list();
    }

    /** Tasks whose time has come, the longest due first, kept from others until the end of the transaction. */
    List<PeriodicTask> lockDue(int count) {
        return sql.sql("""
                select * from periodic_tasks where next_run_at <= now()
                order by next_run_at limit ? for update skip locked
                """).param(count).query(this::task).list();
    }

    /** The time by which all instances go. */
    Instant now() {
        return sql.sql("select now()").query(Timestamp.class).single().toInstant();
    }

    private PeriodicTask task(ResultSet row, int n) throws SQLException {
        Timestamp next = row.getTimestamp("next_run_at");
        return new PeriodicTask(
                row.getObject("id", UUID.class),
                (ObjectNode) StoredJson.tree(row.getString("definition")),
                next == null ? null : next.toInstant(),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant moment) {
        return moment == null ? null : Timestamp.from(moment);
    }
}
