package dev.caravan.mailing;

import dev.caravan.notification.RightOfWay;
import dev.caravan.notification.Wakeups;
import dev.caravan.store.Sql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is done for mailings in the background: they are started, their messages are made, taken up again after a pause, and
 * closed. All of it in small steps, each a transaction that begins with a lock on its mailing: with several instances one
 * works on a mailing at a time, and what one leaves another goes on with.
 */
@Component("mailingRuns")
public class MailingRuns {

    private static final Logger LOG = LoggerFactory.getLogger(MailingRuns.class);

    /** So that making them is a matter of a tenth of a second, and urgent traffic comes in between. */
    private static final int AT_A_TIME = 2_000;

    private static final int STEPS = 10;

    private static final String LOCK = """
            select m.*, m.end_at <= now() as over,
                   exists (select from deliveries d where d.mailing_id = m.id
                           and d.status in ('scheduled', 'queued', 'processing')) as open
            from mailings m where id = ? and not settled and start_at <= now() for update skip locked
            """;

    private record Run(
            long id,
            String status,
            boolean made,
            boolean over,
            boolean open,
            String queue,
            @Nullable String template) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;
    private final RightOfWay rightOfWay;
    private final String start = Sql.load("start-mailing");
    private final String make = Sql.load("make-messages");
    private final String takeUp = Sql.load("take-up-messages");
    private final String close = Sql.load("close-messages");

    MailingRuns(JdbcClient jdbc, TransactionTemplate transaction, Wakeups wakeups, RightOfWay rightOfWay) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.wakeups = wakeups;
        this.rightOfWay = rightOfWay;
    }

    /** The mailings whose time has come, and for which something may be left to do. */
    public List<Long> unsettled() {
        return jdbc.sql("select id from mailings where not settled and start_at <= now() order by start_at")
                .query(Long.class)
                .list();
    }

    /** Does what there is to do for a mailing, but no more than a few steps, so that the others have their turn. */
    public void advance(long id) throws InterruptedException {
        boolean more = true;
        for (int i = 0; i < STEPS && more; i++) {
            rightOfWay.give();
            more = Boolean.TRUE.equals(transaction.execute(status -> step(id)));
        }
    }

    /** @return whether there is more to do at once */
    private boolean step(long id) {
        Optional<Run> locked = jdbc.sql(LOCK)
                .param(id)
                .query((row, n) -> new Run(
                        id,
                        row.getString("status"),
                        row.getBoolean("made"),
                        row.getBoolean("over"),
                        row.getBoolean("open"),
                        row.getString("queue"),
                        row.getString("template_slug")))
                .optional();
        return locked.isPresent() && step(locked.get());
    }

    private boolean step(Run run) {
        if (run.status().equals("cancelled") || run.over()) {
            return close(run);
        }
        return switch (run.status()) {
            case "scheduled" -> start(run);
            case "running" -> run.made() ? goOn(run) : make(run);
            default -> false;
        };
    }

    private boolean start(Run run) {
        Long version = run.template() == null
                ? null
                : jdbc.sql("select current_version_id from templates where slug = ? and deleted_at is null")
                        .param(run.template())
                        .query(Long.class)
                        .optional()
                        .orElse(null);
        if (run.template() != null && version == null) {
            LOG.warn("mailing {} cannot start: there is no template {} any more", run.id(), run.template());
            end(run, "cancelled", "there is no template " + run.template() + " any more");
            return false;
        }
        UUID notification = jdbc.sql(start)
                .param("id", run.id())
                .param("version", version)
                .query(UUID.class)
                .single();
        LOG.info("mailing {} starts as notification {}", run.id(), notification);
        return true;
    }

    private boolean make(Run run) {
        boolean whole = jdbc.sql(make)
                .param("id", run.id())
                .param("most", AT_A_TIME)
                .query((row, n) -> row.getBoolean("whole"))
                .single();
        wakeups.wake(run.queue());
        if (whole) {
            int messages = jdbc.sql("update notifications n set recipients = m.messages from mailings m"
                            + " where m.id = ? and n.id = m.notification_id returning recipients")
                    .param(run.id())
                    .query(Integer.class)
                    .single();
            LOG.info("mailing {} has all its {} messages", run.id(), messages);
        }
        return true;
    }

    /** Takes up what was parked while it was paused; ends it when nothing is left. */
    private boolean goOn(Run run) {
        if (!run.open()) {
            end(run, "finished", null);
            return false;
        }
        int taken =
                jdbc.sql(takeUp).param("id", run.id()).param("most", AT_A_TIME).update();
        if (taken > 0) {
            wakeups.wake(run.queue());
        }
        return taken == AT_A_TIME;
    }

    /** Closes what has not been sent, for the mailing is cancelled or its end has come. */
    private boolean close(Run run) {
        boolean cancelled = run.status().equals("cancelled");
        int closed = jdbc.sql(close)
                .param("id", run.id())
                .param("status", cancelled ? "cancelled" : "expired")
                .param("reason", cancelled ? "the mailing was cancelled" : "the mailing's end has come")
                .param("most", AT_A_TIME)
                .update();
        if (closed == 0 && !run.open()) {
            String reason = run.status().equals("scheduled") ? "its end had come before it could start" : null;
            end(run, cancelled ? "cancelled" : "finished", reason);
        }
        return closed == AT_A_TIME;
    }

    private void end(Run run, String status, @Nullable String error) {
        jdbc.sql("update mailings set status = ?, settled = true, error = coalesce(?, error),"
                        + " finished_at = coalesce(finished_at, now()) where id = ?")
                .params(status, error, run.id())
                .update();
        LOG.info("mailing {} is {}", run.id(), status);
    }
}
