package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.api.Search;
import dev.caravan.client.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Headers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many messages of the mailings are where. Counted at most once a second each. */
@Component("mailingStatistics")
public class MailingStatistics {

    /** What a message can be, in the words of dialect D. */
    static final List<String> STATUSES = List.of("sending", "retry", "success", "failure", "error", "expired");

    private static final Set<String> OVER = Set.of("success", "failure", "error", "expired");
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int LATELY_SECONDS = 10;

    private static final long ALL = 0;

    /** In one pass: to group them PostgreSQL would sort them all. */
    private static final String COUNT = STATUSES.stream()
            .map(
                    "count(*) filter (where status = '%1$s') as %1$s, count(*) filter (where status = '%1$s' and late) as %1$s_lately"
                            ::formatted)
            .collect(Collectors.joining(", ", "select ", """

                    from (select message_status(status, attempts, refused_by) as status,
                                 updated_at > now() - make_interval(secs => ?) as late
                          from deliveries where mailing_id %s offset 0) messages"""));

    /** @param lately how many came to this status in the last {@value #LATELY_SECONDS} seconds */
    private record Count(long number, long lately) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final LoadingCache<Long, Map<String, Count>> counts;

    MailingStatistics(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.counts = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(MOMENT)
                .build(this::count);
    }

    private Map<String, Count> count(long mailing) {
        return jdbc.sql(COUNT.formatted(mailing == ALL ? "is not null" : "= " + mailing))
                .param(LATELY_SECONDS)
                .query((row, n) -> {
                    Map<String, Count> found = new LinkedHashMap<>();
                    for (String status : STATUSES) {
                        found.put(status, new Count(row.getLong(status), row.getLong(status + "_lately")));
                    }
                    return found;
                })
                .single();
    }

    /**
     * The messages of a mailing by status, {@code [{"status", "count"}, …]}.
     *
     * @throws dev.caravan.api.Problem 404
     */
    public ArrayNode of(String id) {
        long mailing = Ids.parse(id, "mailing");
        if (jdbc.sql("select id from mailings where id = ?")
                .param(mailing)
                .query(Long.class)
                .optional()
                .isEmpty()) {
            throw Ids.unknown("mailing");
        }
        return byStatus(counts.get(mailing));
    }

    /** The messages of all mailings by status, and of each mailing on this page, newest first. */
    public ObjectNode all(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name)).afterNumber("id");
        int limit = search.limit();
        List<ObjectNode> items = jdbc.sql("select id, title, status from mailings where " + search.conditions()
                        + " order by id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> {
                    ObjectNode item = JsonNodeFactory.instance
                            .objectNode()
                            .put("id", row.getLong("id"))
                            .put("title", row.getString("title"))
                            .put("status", row.getString("status"));
                    return item;
                })
                .list();
        items.forEach(
                item -> item.set("messages", byStatus(counts.get(item.get("id").longValue()))));
        ObjectNode page = Search.page(items, limit);
        page.put(
                "mailings",
                jdbc.sql("select count(*) from mailings").query(Long.class).single());
        page.set("messages", byStatus(counts.get(ALL)));
        return page;
    }

    /** How far a mailing is: of how many messages how many are over, and when the last will be if it goes on as lately. */
    ObjectNode progress(long mailing, boolean underWay) {
        if (!underWay) {
            counts.invalidate(mailing);
        }
        Map<String, Count> found = counts.get(mailing);
        long total = found.values().stream().mapToLong(Count::number).sum();
        long done = sum(found, false);
        double rate = underWay ? sum(found, true) / (double) LATELY_SECONDS : 0;
        long left = total - done;
        String eta = left == 0 || rate == 0
                ? null
                : clock.instant().plusSeconds((long) Math.ceil(left / rate)).toString();
        return JsonNodeFactory.instance
                .objectNode()
                .put("total", total)
                .put("done", done)
                .put("rate_per_second", rate)
                .put("eta", eta);
    }

    private static long sum(Map<String, Count> counts, boolean lately) {
        return counts.entrySet().stream()
                .filter(entry -> OVER.contains(entry.getKey()))
                .mapToLong(entry ->
                        lately ? entry.getValue().lately() : entry.getValue().number())
                .sum();
    }

    private static ArrayNode byStatus(Map<String, Count> counts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        STATUSES.forEach(status -> list.addObject()
                .put("status", status)
                .put("count", counts.get(status).number()));
        return list;
    }
}
