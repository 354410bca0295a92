package dev.caravan.traffic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.QueueMetrics;
import dev.caravan.notification.Queues;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What went through, over all instances: for charts, and for whoever asks how it goes. */
@Component("traffic")
public class Traffic {

    /** How far back, and in which steps. */
    private enum Range {
        LIVE(Duration.ofMinutes(5), 2),
        HOUR(Duration.ofHours(1), 60),
        DAY(Duration.ofDays(1), 900),
        WEEK(Duration.ofDays(7), 7_200);

        private final Duration length;
        private final int step;

        Range(Duration length, int step) {
            this.length = length;
            this.step = step;
        }
    }

    private static final List<String> KINDS = List.of("accepted", "sent", "failed", "retried");

    /** All resolutions: of the last quarter of an hour there are no minutes yet, of the last day no hours. */
    private static final String BY_STEP = """
            select floor(extract(epoch from at) / :step)::bigint as step, kind, sum(count) as count
            from traffic
            where seconds = any(array[2, 60, 3600]) and at >= :from and kind = any(:kinds)
            group by 1, kind
            """;

    private static final String ATTEMPTS = """
            select name, outcome, sum(count) as count
            from traffic
            where seconds = any(array[2, 60, 3600]) and at >= :from and kind = 'attempt' and outcome <> 'skipped'
            group by name, outcome
            """;

    /** What differs from one failure to the next is numbers, addresses and identifiers. */
    private static final String CAUSES = """
            select channel, coalesce(cause, '') as cause, count(*) as count, max(updated_at) as last
            from (select channel, updated_at,
                         regexp_replace(regexp_replace(left(error, 300), '<?[^\\s<>@]+@[^\\s<>@]+>?', '…', 'g'), '[0-9a-f-]{36}|\\+?\\d{4,}', '…', 'g') as cause
                  from deliveries where status = 'failed' order by id desc limit 500) recent
            group by channel, cause
            order by count(*) desc, max(updated_at) desc
            limit 10
            """;

    private final JdbcClient jdbc;
    private final QueueMetrics waiting;
    private final Clock clock;

    Traffic(JdbcClient jdbc, QueueMetrics waiting, Clock clock) {
        this.jdbc = jdbc;
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * Counts by time, channel and provider, the queues, and why the last deliveries failed.
     *
     * @param name {@code live}, {@code hour}, {@code day} or {@code week}; null: {@code hour}
     */
    public ObjectNode view(@Nullable String name) {
        Range range = range(name);
        // Of the shortest steps, the one that is under way is left out: rates are reckoned from them.
        long end = clock.instant().getEpochSecond() / range.step + (range == Range.LIVE ? 0 : 1);
        long begin = end - range.length.toSeconds() / range.step;
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("range", range.name().toLowerCase(Locale.ROOT))
                .put("from", Instant.ofEpochSecond(begin * range.step).toString())
                .put("step_seconds", range.step);
        view.set("counts", counts(range, begin, end));
        view.set("channels", channels(Instant.ofEpochSecond(begin * range.step)));
        view.set("queues", queues());
        view.set("failures", failures());
        return view;
    }

    private static Range range(@Nullable String name) {
        for (Range range : Range.values()) {
            if (name == null || name.isBlank() || range.name().equalsIgnoreCase(name)) {
                return name == null || name.isBlank() ? Range.HOUR : range;
            }
        }
        throw Problem.invalid("range", "must be live, hour, day or week");
    }

    private ObjectNode counts(Range range, long begin, long end) {
        Map<String, Map<Long, Long>> found = new HashMap<>();
        jdbc.sql(BY_STEP)
                .param("step", range.step)
                .param("from", Timestamp.from(Instant.ofEpochSecond(begin * range.step)))
                .param("kinds", KINDS.toArray(String[]::new))
                .query(row -> {
                    found.computeIfAbsent(row.getString("kind"), kind -> new HashMap<>())
                            .put(row.getLong("step"), row.getLong("count"));
                });
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        for (String kind : KINDS) {
            ArrayNode series = counts.putArray(kind);
            for (long step = begin; step < end; step++) {
                series.add(found.getOrDefault(kind, Map.of()).getOrDefault(step, 0L));
            }
        }
        return counts;
    }

    private ArrayNode channels(Instant from) {
        Map<String, ObjectNode> byName = new TreeMap<>();
        jdbc.sql(ATTEMPTS).param("from", Timestamp.from(from)).query(row -> {
            String name = row.getString("name");
            byName.computeIfAbsent(name, Traffic::channel).put(row.getString("outcome"), row.getLong("count"));
        });
        ArrayNode channels = JsonNodeFactory.instance.arrayNode();
        byName.values().forEach(channels::add);
        return channels;
    }

    private static ObjectNode channel(String name) {
        String[] parts = name.split("/", 2);
        return JsonNodeFactory.instance
                .objectNode()
                .put("channel", parts[0])
                .put("provider", parts[1])
                .put("sent", 0)
                .put("failed", 0)
                .put("postponed", 0)
                .put("uncertain", 0);
    }

    private ArrayNode queues() {
        ArrayNode queues = JsonNodeFactory.instance.arrayNode();
        for (String name : Queues.NAMES) {
            QueueMetrics.Backlog backlog = waiting.of(name);
            queues.addObject()
                    .put("name", name)
                    .put("depth", backlog.depth())
                    .put("oldest_seconds", Math.round(Math.max(0, backlog.oldestSeconds())));
        }
        return queues;
    }

    private ArrayNode failures() {
        ArrayNode failures = JsonNodeFactory.instance.arrayNode();
        jdbc.sql(CAUSES).query(row -> {
            failures.addObject()
                    .put("channel", row.getString("channel"))
                    .put("cause", row.getString("cause"))
                    .put("count", row.getLong("count"))
                    .put("last_at", row.getTimestamp("last").toInstant().toString());
        });
        return failures;
    }
}
