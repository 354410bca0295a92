package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.api.Search;
import dev.caravan.client.Ids;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Headers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many messages of the mailings are where. Counted at most once a second each. */
@Component("mailingStatistics")
public class MailingStatistics {

    /** What a message can be, in the words of dialect D. */
    static final List<String> STATUSES = List.of("sending", "retry", "success", "failure", "error", "expired");

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final long ALL = 0;

    /** In one pass: to group them PostgreSQL would sort them all. */
    private static final String COUNT = STATUSES.stream()
            .map("count(*) filter (where status = '%1$s') as %1$s"::formatted)
            .collect(Collectors.joining(", ", "select ", """

                    from (select message_status(d.status, d.attempts, d.refused_by) as status
                          from mailings m cross join lateral (
                              select status, attempts, refused_by from deliveries
                              where notification_id = m.notification_id offset 0) d
                          where m.deleted_at is null and (:mailing = 0 or m.id = :mailing) offset 0) messages"""));

    private final JdbcClient jdbc;
    private final LoadingCache<Long, Map<String, Long>> counts;

    MailingStatistics(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.counts = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(MOMENT)
                .build(this::count);
    }

    private Map<String, Long> count(long mailing) {
        return jdbc.sql(COUNT)
                .param("mailing", mailing)
                .query((row, n) -> {
                    Map<String, Long> found = new LinkedHashMap<>();
                    for (String status : STATUSES) {
                        found.put(status, row.getLong(status));
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
        if (jdbc.sql("select id from mailings where id = ? and deleted_at is null")
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
        Search search = new Search(name -> (String) parameters.get(name))
                .where("deleted_at is null")
                .afterNumber("id");
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
                jdbc.sql("select count(*) from mailings where deleted_at is null")
                        .query(Long.class)
                        .single());
        page.set("messages", byStatus(counts.get(ALL)));
        return page;
    }

    private static ArrayNode byStatus(Map<String, Long> counts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        STATUSES.forEach(status -> list.addObject().put("status", status).put("count", counts.get(status)));
        return list;
    }
}
