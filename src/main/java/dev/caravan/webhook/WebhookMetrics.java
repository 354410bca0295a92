package dev.caravan.webhook;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Counts and times tries; tells how much waits, for how long, and which subscriptions were switched off. */
@Component
class WebhookMetrics {

    private record Backlog(double pending, double oldestSeconds, double disabled) {}

    private static final Backlog UNKNOWN = new Backlog(Double.NaN, Double.NaN, Double.NaN);
    private static final String COUNT = """
            select (select count(*) from webhook_deliveries where due_at is not null) as pending,
                   coalesce(extract(epoch from now() - (select since from webhook_deliveries where due_at is not null
                                                        order by since limit 1)), 0) as oldest,
                   (select count(*) from webhooks where not enabled and disabled_reason is not null) as disabled
            """;

    private final JdbcTemplate jdbc;
    private final MeterRegistry meters;
    private final LoadingCache<String, Backlog> counted;

    WebhookMetrics(JdbcTemplate jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.meters = meters;
        this.counted =
                Caffeine.newBuilder().expireAfterWrite(Duration.ofSeconds(5)).build(all -> count());
        Gauge.builder("caravan.webhooks.pending", () -> counted.get("all").pending())
                .description("Webhooks that are to be posted, now or later")
                .register(meters);
        Gauge.builder("caravan.webhooks.oldest.age", () -> counted.get("all").oldestSeconds())
                .description("How long the oldest of them has waited")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("caravan.webhooks.disabled", () -> counted.get("all").disabled())
                .description("Subscriptions that were switched off because their endpoint failed or was gone")
                .register(meters);
    }

    /** @param status what became of the webhook: delivered, pending (it is tried again) or parked */
    void tried(Tried tried, String status) {
        Timer.builder("caravan.webhooks.tries")
                .description("Tries to post a webhook, by what became of it")
                .tag("result", status.equals("pending") ? "retried" : status)
                .register(meters)
                .record(tried.took() == null ? Duration.ZERO : tried.took());
    }

    private Backlog count() {
        try {
            return jdbc.queryForObject(
                    COUNT,
                    (row, n) ->
                            new Backlog(row.getDouble("pending"), row.getDouble("oldest"), row.getDouble("disabled")));
        } catch (DataAccessException storeIsAway) {
            return UNKNOWN;
        }
    }
}
