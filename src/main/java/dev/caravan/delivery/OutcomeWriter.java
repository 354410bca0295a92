package dev.caravan.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.store.GroupCommit;
import dev.caravan.store.Sql;
import dev.caravan.store.StoreBusy;
import dev.caravan.store.StoreFaults;
import dev.caravan.suppression.Suppression;
import dev.caravan.suppression.Suppressions;
import jakarta.annotation.PreDestroy;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes outcomes durable, many in one statement. While Postgres is away it keeps them and tries again. */
@Component
class OutcomeWriter {

    private static final int BATCH = 200;
    /** The most outcomes on their way to Postgres. */
    static final int WAITING = 16;

    private static final long REST_MILLIS = 1;

    private static final String SETTLE = Sql.load("settle");
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);

    private final JdbcTemplate jdbc;
    private final Suppressions suppressions;
    private final DeliveryMetrics metrics;
    private final GroupCommit<Outcome, Boolean> commits;
    private final Semaphore room = new Semaphore(WAITING);
    private volatile boolean stopping;

    OutcomeWriter(JdbcTemplate jdbc, Suppressions suppressions, DeliveryMetrics metrics) {
        this.jdbc = jdbc;
        this.suppressions = suppressions;
        this.metrics = metrics;
        this.commits = new GroupCommit<>("outcomes", 1, BATCH, REST_MILLIS, WAITING, this::write);
    }

    /**
     * Makes an outcome durable; the future completes when it is. The worker goes on meanwhile, but not without bound: once
     * {@value #WAITING} outcomes wait, it waits here. So a crash leaves no more messages sent but unrecorded than there
     * are workers, and these.
     */
    CompletableFuture<?> write(Outcome outcome) {
        room.acquireUninterruptibly();
        CompletableFuture<Boolean> written;
        try {
            written = commits.submit(outcome);
        } catch (StoreBusy closing) {
            written = CompletableFuture.failedFuture(closing);
        }
        return written.whenComplete((settled, e) -> room.release());
    }

    @PreDestroy
    void close() {
        stopping = true;
        commits.close();
    }

    private List<Boolean> write(List<Outcome> batch) {
        ArrayNode outcomes = JsonNodeFactory.instance.arrayNode();
        ArrayNode history = JsonNodeFactory.instance.arrayNode();
        for (Outcome outcome : batch) {
            outcomes.add(row(outcome));
            outcome.delivery().history().forEach(entry -> history.add(row(outcome.delivery(), entry)));
        }
        List<Suppression> dead = batch.stream()
                .map(outcome -> outcome.delivery().deadAddress())
                .filter(Objects::nonNull)
                .toList();
        Set<UUID> settled = store(outcomes.toString(), history.toString(), dead);
        return batch.stream()
                .map(outcome ->
                        report(outcome, settled.contains(outcome.delivery().id())))
                .toList();
    }

    private Set<UUID> store(String outcomes, String history, List<Suppression> dead) {
        for (boolean again = false; ; again = true) {
            try {
                // First: a crash in between then costs a word in the history, and not a mail to a dead address.
                suppressions.add(dead);
                return new HashSet<>(
                        jdbc.query(SETTLE, (row, n) -> row.getObject(1, UUID.class), outcomes, again, history));
            } catch (RuntimeException e) {
                if (stopping || !StoreFaults.unreachable(e)) {
                    throw e;
                }
                LOG.warn("Outcomes wait for Postgres: {}", e.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            // closing: the loop sees it
        }
    }

    private boolean report(Outcome outcome, boolean settled) {
        if (settled) {
            metrics.settled(outcome);
            boolean over = outcome.status().equals("failed") || outcome.status().equals("expired");
            LOG.atLevel(over ? Level.INFO : Level.DEBUG)
                    .log(
                            "{}: {} channel={} attempts={}",
                            outcome.status(),
                            outcome.delivery().ids(),
                            outcome.delivery().channel(),
                            outcome.delivery().attempts());
        } else {
            LOG.warn(
                    "The outcome {} came after the lease had ended and another took over: {}",
                    outcome.status(),
                    outcome.delivery().ids());
        }
        return settled;
    }

    private static ObjectNode row(Outcome outcome) {
        Delivery delivery = outcome.delivery();
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("id", delivery.id().toString())
                .put("token", delivery.facts().token())
                .put("status", outcome.status())
                .put("channel", delivery.channel())
                .put("attempts", delivery.attempts())
                .put("rounds", outcome.rounds())
                .put("refused_by", "{" + String.join(",", delivery.refusedBy()) + "}")
                .put("error", clean(outcome.error()))
                .put("provider_message_id", clean(outcome.providerMessageId()));
        if (outcome.retryIn() != null) {
            row.put("retry_in", outcome.retryIn().toMillis() / 1000.0);
        }
        return row;
    }

    private static ObjectNode row(Delivery delivery, HistoryEntry entry) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("delivery_id", delivery.id().toString())
                .put("at", entry.at().toString())
                .put("status", entry.status())
                .put("outcome", entry.outcome())
                .put("channel", entry.channel())
                .put("provider", entry.provider())
                .put("duration_ms", entry.durationMs())
                .put("temporary", entry.temporary())
                .put("error", clean(entry.error()))
                .put("provider_message_id", clean(entry.providerMessageId()));
    }

    /** Postgres holds no U+0000, and a provider may say anything. */
    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : text.replace("\0", "");
    }
}
