package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.schedule.Cron;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The report on the mailings, once a day or as often as is configured, and once over all instances. */
@Component("mailingReport")
@EnableConfigurationProperties(ReportSettings.class)
public class MailingReport {

    private static final String PROCESSED = """
            select m.id, m.title, m.status, m.started_at, m.finished_at
            from mailings m
            where m.deleted_at is null and m.started_at <= :until
              and (m.finished_at is null or m.finished_at > :since)
            order by m.id
            """;

    private final ReportSettings settings;
    private final MailingStatistics statistics;
    private final JdbcClient jdbc;
    private final Clock clock;

    MailingReport(ReportSettings settings, MailingStatistics statistics, JdbcClient jdbc, Clock clock) {
        this.settings = settings;
        this.statistics = statistics;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * If a report is due: the mailings that were under way since the one before, each with its messages by status, and the
     * variable {@code idempotencyKey}, the same at every instance and at every try. Of several times that passed while
     * nothing ran there is one report. Null if none is due.
     */
    public @Nullable ObjectNode due(Exchange exchange) {
        if (settings.email().isEmpty()) {
            return null;
        }
        Instant now = clock.instant();
        Cron cron = Cron.parse(settings.cron());
        Instant before = lastOne(now);
        Instant time = null;
        for (Instant next = next(cron, before); next != null && !next.isAfter(now); next = next(cron, next)) {
            time = next;
        }
        if (time == null) {
            return null;
        }
        exchange.setVariable("reportTime", time.toString());
        exchange.setVariable("idempotencyKey", "mailing-report-" + time);
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("email", settings.email())
                .put("since", before.toString())
                .put("until", time.toString());
        ArrayNode mailings = report.putArray("mailings");
        jdbc.sql(PROCESSED)
                .param("since", Timestamp.from(before))
                .param("until", Timestamp.from(time))
                .query((row, n) -> JsonNodeFactory.instance
                        .objectNode()
                        .put("id", row.getLong("id"))
                        .put("title", row.getString("title"))
                        .put("status", row.getString("status"))
                        .put("started_at", MailingStore.time(row, "started_at"))
                        .put("finished_at", MailingStore.time(row, "finished_at")))
                .list()
                .forEach(mailing -> mailings.add(
                        mailing.set("messages", statistics.of(mailing.get("id").asText()))));
        return report;
    }

    /** Notes that the report of this time is accepted as a notification. */
    public void sent(Exchange exchange) {
        jdbc.sql("update mailing_reports set last_at = greatest(last_at, ?)")
                .param(Timestamp.from(Instant.parse(exchange.getVariable("reportTime", String.class))))
                .update();
    }

    /** The first report is about what happens from now on. */
    private Instant lastOne(Instant now) {
        jdbc.sql("insert into mailing_reports (one, last_at) values (true, ?) on conflict do nothing")
                .param(Timestamp.from(now))
                .update();
        return jdbc.sql("select last_at from mailing_reports")
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    private static @Nullable Instant next(Cron cron, Instant after) {
        return cron.next(after, ZoneId.systemDefault()).orElse(null);
    }
}
