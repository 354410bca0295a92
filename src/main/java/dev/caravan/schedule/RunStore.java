package dev.caravan.schedule;

import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Runs of periodic tasks in the database. Leases go by its clock. */
@Component
class RunStore {

    /** How many finished runs of a task are kept. */
    private static final int KEPT = 100;

    private final JdbcClient sql;
    private final Clock clock;

    RunStore(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** Adds the run of a time, unless it has one: whoever comes second adds nothing. */
    void plan(UUID periodicTaskId, Instant fireTime) {
        sql.sql("""
                insert into periodic_task_runs (id, periodic_task_id, fire_time, manual, created_at)
                values (?, ?, ?, false, now())
                on conflict (periodic_task_id, fire_time) where not manual do nothing
                """)
                .params(TimeOrderedId.at(clock.instant()), periodicTaskId, Timestamp.from(fireTime))
                .update();
    }

    /** Adds a run that somebody asked for. */
    Run ask(UUID periodicTaskId) {
        return sql.sql("""
                insert into periodic_task_runs (id, periodic_task_id, fire_time, manual, created_at)
                values (?, ?, now(), true, now()) returning *
                """)
                .params(TimeOrderedId.at(clock.instant()), periodicTaskId)
                .query(RunStore::run)
                .single();
    }

    /** Takes the oldest run that waits, or whose instance was lost, for a minute. */
    Optional<Run> claim() {
        return sql.sql("""
                update periodic_task_runs
                set started_at = coalesce(started_at, now()), lease_until = now() + interval '60 seconds'
                where id = (
                    select id from periodic_task_runs
                    where finished_at is null and (lease_until is null or lease_until < now())
                    order by fire_time, id limit 1 for update skip locked)
                returning *
                """).query(RunStore::run).optional();
    }

    /** Keeps a run for so many seconds more. */
    void hold(UUID id, int seconds) {
        sql.sql("""
                update periodic_task_runs set lease_until = now() + make_interval(secs => ?)
                where id = ? and finished_at is null
                """).params(seconds, id).update();
    }

    /** Notes how a run ended, once, and forgets the oldest of its task. */
    void finish(Run run, String result, @Nullable UUID notificationId, @Nullable String error) {
        sql.sql("""
                update periodic_task_runs set finished_at = now(), result = ?, notification_id = ?, error = ?
                where id = ? and finished_at is null
                """).params(result, notificationId, error, run.id()).update();
        sql.sql("""
                delete from periodic_task_runs where periodic_task_id = ? and finished_at is not null and id in (
                    select id from periodic_task_runs where periodic_task_id = ?
                    order by fire_time desc, id desc offset ?)
                """).params(run.periodicTaskId(), run.periodicTaskId(), KEPT).update();
    }

    /** The last runs of a task, the newest first. */
    List<Run> last(UUID periodicTaskId, int count) {
        return sql.sql("""
                select * from periodic_task_runs where periodic_task_id = ?
                order by fire_time desc, id desc limit ?
                """).params(periodicTaskId, count).query(RunStore::run).list();
    }

    private static Run run(ResultSet row, int n) throws SQLException {
        return new Run(
                row.getObject("id", UUID.class),
                row.getObject("periodic_task_id", UUID.class),
                row.getTimestamp("fire_time").toInstant(),
                row.getBoolean("manual"),
                moment(row, "started_at"),
                moment(row, "finished_at"),
                row.getString("result"),
                row.getObject("notification_id", UUID.class),
                row.getString("error"),
                row.getTimestamp("created_at").toInstant());
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
