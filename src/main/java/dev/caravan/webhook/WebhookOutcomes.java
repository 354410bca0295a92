package dev.caravan.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.store.GroupCommit;
import dev.caravan.store.Sql;
import dev.caravan.store.StoreBusy;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Decides what becomes of a webhook after a try, and makes it durable, many in one statement. An outcome that cannot be
 * stored is let go: the lease ends, and the webhook is posted once more under the same id.
 */
@Component
class WebhookOutcomes {

    private static final int BATCH = 200;
    private static final long REST_MILLIS = 2;
    private static final int WAITING = 5_000;
    private static final String SETTLE = Sql.load("settle-webhooks");
    private static final Logger LOG = LoggerFactory.getLogger(WebhookOutcomes.class);

    private final JdbcTemplate jdbc;
    private final TrySchedule schedule;
    private final Lanes lanes;
    private final DueWebhooks due;
    private final Switch subscriptions;
    private final WebhookMetrics metrics;
    private final GroupCommit<Outcome, Boolean> commits;

    /**
     * @param retryIn null if there is no further try
     * @param disable why the subscription is to be switched off; null if it is not
     */
    private record Outcome(
            Tried tried,
            String status,
            @Nullable Duration retryIn,
            @Nullable String disable) {}

    WebhookOutcomes(
            JdbcTemplate jdbc,
            TrySchedule schedule,
            Lanes lanes,
            DueWebhooks due,
            Switch subscriptions,
            WebhookMetrics metrics) {
        this.jdbc = jdbc;
        this.schedule = schedule;
        this.lanes = lanes;
        this.due = due;
        this.subscriptions = subscriptions;
        this.metrics = metrics;
        this.commits = new GroupCommit<>("webhook-outcomes", 1, BATCH, REST_MILLIS, WAITING, this::store);
    }

    /** Takes note of a try; returns before that is durable. The room it took is free when it is. */
    void write(Tried tried) {
        Outcome outcome = decide(tried);
        try {
            commits.submit(outcome).whenComplete((settled, e) -> {
                Boolean succeeded = tried.posted() ? tried.succeeded() : null;
                lanes.done(tried.webhook().target(), succeeded, tried.notBefore());
                if (e != null) {
                    LOG.warn(
                            "The outcome of a webhook was not stored, it will be posted again: webhook={}",
                            tried.webhook().id());
                }
            });
        } catch (StoreBusy closing) {
            lanes.done(tried.webhook().target(), null, null);
        }
    }

    @PreDestroy
    void close() {
        commits.close();
    }

    private Outcome decide(Tried tried) {
        Due webhook = tried.webhook();
        if (tried.succeeded()) {
            return new Outcome(tried, "delivered", null, null);
        }
        if (!tried.posted() || tried.gone()) {
            return new Outcome(tried, "parked", null, tried.gone() ? "the endpoint answered 410 Gone" : null);
        }
        if (webhook.givenUp()) {
            return new Outcome(tried, "parked", null, "it failed for too long without one success");
        }
        Duration pause = schedule.pause(webhook.tries() + 1, webhook.since(), tried.notBefore());
        return new Outcome(tried, pause == null ? "parked" : "pending", pause, null);
    }

    private List<Boolean> store(List<Outcome> batch) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        batch.forEach(outcome -> rows.add(row(outcome)));
        Set<UUID> settled =
                new HashSet<>(jdbc.query(SETTLE, (row, n) -> row.getObject(1, UUID.class), rows.toString()));
        for (Outcome outcome : batch) {
            Due webhook = outcome.tried().webhook();
            if (outcome.disable() != null && webhook.webhookId() != null) {
                subscriptions.off(webhook.webhookId(), outcome.disable());
            }
            metrics.tried(outcome.tried(), outcome.status());
            if (outcome.status().equals("parked")) {
                LOG.info("A webhook is parked: webhook={} subscription={}", webhook.id(), webhook.webhookId());
            }
        }
        due.wake();
        return batch.stream()
                .map(outcome -> settled.contains(outcome.tried().webhook().id()))
                .toList();
    }

    private static ObjectNode row(Outcome outcome) {
        Tried tried = outcome.tried();
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("id", tried.webhook().id().toString())
                .put("token", tried.webhook().token())
                .put("status", outcome.status())
                // one that was not posted says nothing of its endpoint
                .put("failed", tried.posted() ? !tried.succeeded() : null);
        if (outcome.retryIn() != null) {
            row.put("retry_in", outcome.retryIn().toMillis() / 1000.0);
        }
        row.putObject("attempt")
                .put("at", tried.at().toString())
                .put("status_code", tried.status())
                .put("duration_ms", tried.took() == null ? null : tried.took().toMillis())
                .put("answer", tried.answer())
                .put("error", tried.error() == null ? null : tried.error().replace("\0", ""));
        return row;
    }
}
