package dev.caravan.webhook;

import dev.caravan.store.Sql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Claims webhooks that are due, as many as there is room for, each target in its turn. */
@Component("dueWebhooks")
public class DueWebhooks {

    /** Longer than a try can take: twice the deadline of a call, and the rest for its outcome. */
    private static final int LEASE_SECONDS = 60;

    private static final int TARGETS_AT_A_TIME = 500;
    private static final String CLAIM = Sql.load("claim-webhooks");

    private final JdbcTemplate jdbc;
    private final Lanes lanes;
    private final ProducerTemplate camel;
    private final long givenUpAfterSeconds;
    private String after = "";

    DueWebhooks(JdbcTemplate jdbc, Lanes lanes, ProducerTemplate camel, WebhookSettings settings) {
        this.jdbc = jdbc;
        this.lanes = lanes;
        this.camel = camel;
        this.givenUpAfterSeconds = settings.disableAfter().toSeconds();
    }

    /** Claims what is due and has room; nothing if there is none. Each must find its way to {@link WebhookOutcomes}. */
    public synchronized List<Due> claim() {
        List<Due> due = new ArrayList<>();
        int most = lanes.free();
        if (most < 1) {
            return due;
        }
        do {
            claim(most, due);
        } while (due.isEmpty() && !after.isEmpty());
        due.forEach(webhook -> lanes.begun(webhook.target()));
        return due;
    }

    /** Makes the route {@code webhooks} look again, now that there is something due or room for more. */
    void wake() {
        camel.sendBody("seda:due-webhooks?size=1&discardWhenFull=true&waitForTaskToComplete=Never", null);
    }

    /** Does not wait for the end of the pause that a failing target got, for somebody asked to try it now. */
    void resume(String target) {
        lanes.resume(target);
        wake();
    }

    private void claim(int most, List<Due> due) {
        String from = after;
        after = "";
        jdbc.query(
                CLAIM,
                row -> {
                    if (row.getObject("id") != null) {
                        due.add(read(row));
                    }
                    // All looked at: begin anew. Else go on where this one ended, so that the last get their turn too.
                    if (due.size() == most) {
                        after = due.get(most - 1).target();
                    } else if (row.getInt("looked_at") >= TARGETS_AT_A_TIME) {
                        after = row.getString("last_target");
                    }
                },
                lanes.rooms().toString(),
                from,
                lanes.roomOfOthers(),
                most,
                LEASE_SECONDS,
                givenUpAfterSeconds);
    }

    private static Due read(ResultSet row) throws SQLException {
        return new Due(
                row.getObject("id", UUID.class),
                row.getInt("token"),
                row.getObject("webhook_id", UUID.class),
                row.getString("target"),
                row.getString("type"),
                row.getString("payload"),
                row.getInt("tries"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getString("url"),
                row.getBoolean("given_up"),
                texts(row.getArray("secrets")));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
