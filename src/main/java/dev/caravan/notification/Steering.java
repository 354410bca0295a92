package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.store.TimeOrderedId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What an operator does to notifications on their way: cancel, retry, and look through and replay the dead letters. */
@Component("steering")
public class Steering {

    private static final int MAX_REPLAY = 10_000;
    private static final Set<String> REPLAY_FIELDS =
            Set.of("channel", "queue", "error", "created_from", "created_to", "failed_to", "limit");
    private static final int MOST_COUNTED = 100_000;

    private static final String CANCEL = """
            with cancelled as (
                update deliveries set status = 'cancelled', due_at = null, leased = false, token = token + 1,
                                      updated_at = now()
                where id in (select id from deliveries where notification_id = ? and status in ('scheduled', 'queued')
                             order by id for update)
                returning id)
            insert into delivery_history (delivery_id, at, status, error)
            select id, now(), 'cancelled', 'on request' from cancelled
            """;
    private static final String REPLAY = """
            with replayed as (
                update deliveries set status = 'queued', due_at = now(), leased = false, token = token + 1, rounds = 0,
                                      refused_by = '{}', discarded_at = null, updated_at = now()
                where id in (select d.id from deliveries d where d.status = 'failed' and %s
                             order by d.id limit ? for update skip locked)
                returning id, queue),
            history as (
                insert into delivery_history (delivery_id, at, status, error)
                select id, now(), 'queued', 'replayed on request' from replayed)
            select queue from replayed
            """;
    private static final String DEAD_LETTERS = """
            select d.id, d.notification_id, d.queue, d.channel, d.attempts, d.error, d.updated_at, n.created_at, n.subject,
                   n.template_slug, d.email, d.phone_number, d.telegram_id, d.user_id, d.client_id
            from (select d.id from deliveries d where d.status = 'failed' and d.discarded_at is null and %s
                  order by d.id desc limit ?) page
            join deliveries d on d.id = page.id
            join notifications n on n.id = d.notification_id
            order by d.id desc
            """;

    private static final String DISCARD = """
            with discarded as (
                update deliveries set discarded_at = now()
                where id in (select d.id from deliveries d where d.status = 'failed' and d.discarded_at is null and %s
                             order by d.id limit ? for update skip locked)
                returning id)
            insert into delivery_history (delivery_id, at, status, error)
            select id, now(), 'failed', 'discarded on request' from discarded
            """;
    private static final String COUNT = """
            select count(*) from (select from deliveries d where d.status = 'failed' and d.discarded_at is null and %s limit ?) counted
            """;

    private final JdbcClient jdbc;
    private final NotificationViews views;
    private final Wakeups wakeups;
    private final RouteCatalog routes;

    Steering(JdbcClient jdbc, NotificationViews views, Wakeups wakeups, RouteCatalog routes) {
        this.routes = routes;
        this.jdbc = jdbc;
        this.views = views;
        this.wakeups = wakeups;
    }

    /**
     * Cancels what has not been sent and is not being sent at this moment.
     *
     * @throws Problem 404 for an unknown id, 409 if nothing is left to cancel
     */
    public ObjectNode cancel(@Nullable String id) {
        UUID uuid = TimeOrderedId.parse(id).orElseThrow(NotificationViews::unknown);
        if (jdbc.sql(CANCEL).param(uuid).update() == 0) {
            String status = views.get(id).get("status").textValue();
            throw Problem.conflict("Nothing is left to cancel: the notification is " + status + ".");
        }
        return views.get(id);
    }

    /**
     * Sends the failed deliveries of a notification back to its queue, with all their attempts before them.
     *
     * @throws Problem 404 for an unknown id, 409 if none has failed
     */
    public ObjectNode retry(@Nullable String id) {
        UUID uuid = TimeOrderedId.parse(id).orElseThrow(NotificationViews::unknown);
        if (replay(new Search(name -> null).where("d.notification_id = ?", uuid), MAX_REPLAY) == 0) {
            String status = views.get(id).get("status").textValue();
            throw Problem.conflict("No delivery has failed: the notification is " + status + ".");
        }
        return views.get(id);
    }

    /** One page of the deliveries that failed for good, newest first. */
    public ObjectNode deadLetters(@Headers Map<String, Object> parameters) {
        Search search = deadLetterSearch(new Search(name -> (String) parameters.get(name)))
                .after("d.id");
        int limit = search.limit();
        List<ObjectNode> items = jdbc.sql(DEAD_LETTERS.formatted(search.conditions()))
                .params(search.values())
                .param(limit)
                .query((row, n) -> {
                    ObjectNode item = JsonNodeFactory.instance
                            .objectNode()
                            .put("id", row.getString("id"))
                            .put("notification_id", row.getString("notification_id"))
                            .put("queue", row.getString("queue"));
                    NotificationViews.putRecipient(item, row);
                    return item.put("channel", row.getString("channel"))
                            .put("subject", row.getString("subject"))
                            .put("template_slug", row.getString("template_slug"))
                            .put("attempts", row.getInt("attempts"))
                            .put("error", row.getString("error"))
                            .put("created_at", NotificationViews.time(row, "created_at"))
                            .put("failed_at", NotificationViews.time(row, "updated_at"));
                })
                .list();
        return Search.page(items, limit);
    }

    /** How many dead letters match, counted up to 100 000. */
    public ObjectNode countDeadLetters(@Headers Map<String, Object> parameters) {
        Search search = deadLetterSearch(new Search(name -> (String) parameters.get(name)));
        int count = jdbc.sql(COUNT.formatted(search.conditions()))
                .params(search.values())
                .param(MOST_COUNTED + 1)
                .query(Integer.class)
                .single();
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", Math.min(count, MOST_COUNTED))
                .put("more", count > MOST_COUNTED);
    }

    /** Replays one dead letter, by the id of its delivery. */
    public ObjectNode replayOne(@Nullable String id) {
        UUID uuid =
                TimeOrderedId.parse(id).orElseThrow(() -> Problem.notFound("There is no dead letter with this id."));
        if (replay(new Search(name -> null).where("d.id = ?", uuid), 1) == 0) {
            throw Problem.notFound("There is no dead letter with this id.");
        }
        return JsonNodeFactory.instance.objectNode().put("replayed", 1);
    }

    /** Replays the dead letters that match the body's filter, oldest first, at most {@code limit} (1 000) of them. */
    public ObjectNode replayAll(@Body JsonNode filter) {
        Search search = Search.ofBody(filter, REPLAY_FIELDS);
        int limit = deadLetterSearch(search).limit(1_000, MAX_REPLAY);
        search.where("d.discarded_at is null");
        return JsonNodeFactory.instance.objectNode().put("replayed", replay(search, limit));
    }

    /** Takes one out of the dead letters; its delivery stays failed. */
    public ObjectNode discardOne(@Nullable String id) {
        UUID uuid =
                TimeOrderedId.parse(id).orElseThrow(() -> Problem.notFound("There is no dead letter with this id."));
        if (discard(new Search(name -> null).where("d.id = ?", uuid), 1) == 0) {
            throw Problem.notFound("There is no dead letter with this id.");
        }
        return JsonNodeFactory.instance.objectNode().put("discarded", 1);
    }

    /** Takes those out that match the body's filter, oldest first, at most {@code limit} (1 000) of them. */
    public ObjectNode discardAll(@Body JsonNode filter) {
        Search search = Search.ofBody(filter, REPLAY_FIELDS);
        int limit = deadLetterSearch(search).limit(1_000, MAX_REPLAY);
        return JsonNodeFactory.instance.objectNode().put("discarded", discard(search, limit));
    }

    private int discard(Search search, int limit) {
        return jdbc.sql(DISCARD.formatted(search.conditions()))
                .params(search.values())
                .param(limit)
                .update();
    }

    private Search deadLetterSearch(Search search) {
        Filters.oneOf(search, "channel", "channel", routes.channels());
        Filters.oneOf(search, "queue", "queue", Queues.NAMES);
        Instant failedTo = search.time("failed_to");
        if (failedTo != null) {
            search.where("d.updated_at < ?", Timestamp.from(failedTo));
        }
        return search.whereGiven("channel", "d.channel = ?")
                .whereGiven("queue", "d.queue = ?")
                .whereGiven("error", "d.error_begins ilike '%' || ? || '%'")
                .createdBetween("d.id");
    }

    private int replay(Search search, int limit) {
        List<String> queues = jdbc.sql(REPLAY.formatted(search.conditions()))
                .params(search.values())
                .param(limit)
                .query(String.class)
                .list();
        queues.stream().distinct().forEach(wakeups::wake);
        return queues.size();
    }
}
