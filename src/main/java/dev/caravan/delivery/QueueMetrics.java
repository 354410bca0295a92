package dev.caravan.delivery;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.notification.Queues;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How much waits in each queue, and how long the oldest has waited. Counted only when somebody looks. */
@Component
public class QueueMetrics {

    /**
     * What waits in a queue.
     *
     * @param depth deliveries that are due and not done
     * @param oldestSeconds how long the oldest of them has waited; not a number: the store is away
     */
    public record Backlog(long depth, double oldestSeconds) {}

    private static final Backlog UNKNOWN = new Backlog(0, Double.NaN);
    private static final String COUNT = """
            select queue, count(*) as depth,
                   coalesce(extract(epoch from now() - min(case when leased then updated_at else due_at end)), 0) as oldest
            from deliveries
            where due_at is not null and (leased or due_at <= now())
            group by queue
            """;

    private final JdbcTemplate jdbc;
    private final LoadingCache<String, Map<String, Backlog>> counted;

    QueueMetrics(JdbcTemplate jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.counted =
                Caffeine.newBuilder().refreshAfterWrite(Duration.ofSeconds(5)).build(all -> count());
        for (String queue : Queues.NAMES) {
            Gauge.builder("caravan.queue.depth", () -> of(queue).depth())
                    .description("Deliveries that are due and not done: waiting, in the broker, or in work")
                    .tag("queue", queue)
                    .register(meters);
            Gauge.builder("caravan.queue.oldest.age", () -> of(queue).oldestSeconds())
                    .description("How long the oldest of them has waited")
                    .baseUnit("seconds")
                    .tag("queue", queue)
                    .register(meters);
        }
    }

    /** What waits in this queue, as it was counted last: a few seconds ago, or when somebody last looked. */
    public Backlog of(String queue) {
        return counted.get("all").getOrDefault(queue, new Backlog(0, 0));
    }

    private Map<String, Backlog> count() {
        Map<String, Backlog> backlogs = new HashMap<>();
        try {
            jdbc.query(COUNT, row -> {
                backlogs.put(row.getString("queue"), new Backlog(row.getLong("depth"), row.getDouble("oldest")));
            });
        } catch (DataAccessException storeIsAway) {
            Queues.NAMES.forEach(queue -> backlogs.put(queue, UNKNOWN));
        }
        return backlogs;
    }
}
