package dev.caravan.traffic;

import dev.caravan.store.Sql;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Adds what the counters of this instance gained to the common table. Each instance does, every two seconds, so that a page
 * of any of them shows all.
 */
@Component("trafficCount")
public class TrafficCount {

    private static final String DELIVERIES = "caravan.deliveries.";
    private static final String ATTEMPTS = "caravan.attempts";

    private static final String ADD = """
            insert into traffic (at, seconds, kind, name, outcome, count)
            values (to_timestamp(floor(extract(epoch from now()) / 2) * 2), 2, ?, ?, ?, ?)
            on conflict (seconds, at, kind, name, outcome) do update set count = traffic.count + excluded.count
            """;

    private record Series(String kind, String name, String outcome) {}

    private final MeterRegistry meters;
    private final JdbcTemplate jdbc;
    private final String thin = Sql.load("thin-traffic");
    private final Map<Series, Long> written = new HashMap<>();

    TrafficCount(MeterRegistry meters, JdbcTemplate jdbc) {
        this.meters = meters;
        this.jdbc = jdbc;
    }

    /** Writes what came since it was last written; what cannot be written now is part of the next. */
    public synchronized void add() {
        Map<Series, Long> now = counted();
        List<Object[]> rows = new ArrayList<>();
        now.forEach((series, count) -> {
            long gained = count - written.getOrDefault(series, 0L);
            if (gained > 0) {
                rows.add(new Object[] {series.kind, series.name, series.outcome, gained});
            }
        });
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(ADD, rows);
            written.putAll(now);
        }
    }

    /** Adds up by minutes what is no longer looked at by seconds. */
    public void thin() {
        jdbc.update(thin);
    }

    private Map<Series, Long> counted() {
        Map<Series, Long> counted = new HashMap<>();
        for (Meter meter : meters.getMeters()) {
            Series series = series(meter.getId());
            if (series != null && meter instanceof Counter counter) {
                counted.merge(series, (long) counter.count(), Long::sum);
            } else if (series != null && meter instanceof Timer timer) {
                counted.merge(series, timer.count(), Long::sum);
            }
        }
        return counted;
    }

    private static @Nullable Series series(Meter.Id id) {
        if (id.getName().equals(ATTEMPTS)) {
            return new Series("attempt", id.getTag("channel") + "/" + id.getTag("provider"), tag("outcome", id));
        }
        String kind = id.getName().startsWith(DELIVERIES) ? id.getName().substring(DELIVERIES.length()) : "";
        return Set.of("accepted", "sent", "failed", "retried", "expired", "suppressed", "cancelled")
                        .contains(kind)
                ? new Series(kind, tag("queue", id), "")
                : null;
    }

    private static String tag(String name, Meter.Id id) {
        String value = id.getTag(name);
        return value == null ? "" : value;
    }
}
