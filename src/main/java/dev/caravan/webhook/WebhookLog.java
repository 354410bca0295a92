package dev.caravan.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.store.StoredJson;
import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shows what was posted, with every try, and posts again what was parked. */
@Component("webhookLog")
public class WebhookLog {

    private static final int MAX_REPLAY = 10_000;
    private static final Set<String> STATUSES = Set.of("pending", "delivered", "parked");
    private static final Set<String> REPLAY_FIELDS = Set.of("type", "created_from", "created_to", "limit");
    private static final String PAGE = """
            select d.id, d.webhook_id, coalesce(d.url, w.url) as url, d.type, d.notification_id, d.delivery_id, d.status,
                   d.tries, case when d.leased then null else d.due_at end as next_attempt_at, d.finished_at, d.history
            from webhook_deliveries d left join webhooks w on w.id = d.webhook_id
            where %s order by d.id desc limit ?
            """;
    private static final String REPLAY = """
            update webhook_deliveries d
            set status = 'pending', tries = 0, since = now(), due_at = now(), leased = false, token = d.token + 1,
                finished_at = null
            where d.id = any(array(select d.id from webhook_deliveries d where %s and d.due_at is null
                                   order by d.id limit ? for update skip locked))
            """;

    /** @param webhook null for a {@code callback_url} */
    private record Target(@Nullable String webhook, String name) {}

    private final JdbcClient jdbc;
    private final Webhooks webhooks;
    private final DueWebhooks due;

    WebhookLog(JdbcClient jdbc, Webhooks webhooks, DueWebhooks due) {
        this.jdbc = jdbc;
        this.webhooks = webhooks;
        this.due = due;
    }

    /**
     * One page of what went to a subscription, newest first.
     *
     * @throws Problem 404 for an unknown id, 400 for a filter that cannot be read
     */
    public ObjectNode ofWebhook(@Nullable String id, @Headers Map<String, Object> parameters) {
        Search search = search(parameters);
        return page(search.where("d.webhook_id = ?", webhooks.known(id)));
    }

    /** One page of what went anywhere, to a {@code callback_url} too, newest first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = search(parameters);
        String notification = search.parameter("notification_id");
        if (notification != null) {
            TimeOrderedId.parse(notification)
                    .ifPresentOrElse(
                            id -> search.where("d.notification_id = ?", id),
                            () -> search.refuse("notification_id", "is not an id"));
        }
        return page(search);
    }

    /**
     * Posts one webhook again, under the same id.
     *
     * @throws Problem 404 for an unknown id, 409 if it is on its way, or its subscription is switched off
     */
    public ObjectNode replayOne(@Nullable String id) {
        UUID uuid = TimeOrderedId.parse(id).orElseThrow(WebhookLog::unknown);
        Target target = jdbc.sql("select webhook_id, target from webhook_deliveries where id = ?")
                .param(uuid)
                .query((row, n) -> new Target(row.getString("webhook_id"), row.getString("target")))
                .optional()
                .orElseThrow(WebhookLog::unknown);
        if (target.webhook() != null) {
            mustBeOn(target.webhook());
        }
        int replayed = replay(target.name(), new Search(name -> null).where("d.id = ?", uuid), 1);
        if (replayed == 0) {
            throw Problem.conflict("It is on its way already.");
        }
        return JsonNodeFactory.instance.objectNode().put("replayed", replayed);
    }

    /**
     * Posts the parked webhooks of a subscription again that match the body's filter, oldest first, at most {@code limit}
     * (1 000) of them.
     *
     * @throws Problem 404 for an unknown id, 400 naming what is not valid, 409 if the subscription is switched off
     */
    public ObjectNode replayAll(@Nullable String id, @Body JsonNode filter) {
        UUID webhook = webhooks.known(id);
        Search search = Search.ofBody(filter, REPLAY_FIELDS);
        String type = search.parameter("type");
        if (type != null && !Subscription.EVENTS.contains(type)) {
            search.refuse("type", "is not an event; there are " + String.join(", ", Subscription.EVENTS));
        }
        search.where("d.webhook_id = ?", webhook)
                .where("d.status = 'parked'")
                .whereGiven("type", "d.type = ?")
                .createdBetween("d.id");
        int limit = search.limit(1_000, MAX_REPLAY);
        search.conditions();
        mustBeOn(webhook.toString());
        return JsonNodeFactory.instance.objectNode().put("replayed", replay(webhook.toString(), search, limit));
    }

    private void mustBeOn(String webhook) {
        if (!webhooks.get(webhook).path("enabled").asBoolean()) {
            throw Problem.conflict("The webhook is switched off; set enabled to true first.");
        }
    }

    private int replay(String target, Search search, int limit) {
        int replayed = jdbc.sql(REPLAY.formatted(search.conditions()))
                .params(search.values())
                .param(limit)
                .update();
        due.resume(target);
        return replayed;
    }

    private static Search search(Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name)).after("d.id");
        String status = search.parameter("status");
        if (status != null && !STATUSES.contains(status)) {
            search.refuse("status", "is not a status; there are delivered, parked, pending");
        } else if (status != null) {
            // Written out, not bound: only then does Postgres use the partial index of the parked ones.
            search.where("d.status = '" + status + "'");
        }
        return search;
    }

    private ObjectNode page(Search search) {
        int limit = search.limit();
        List<ObjectNode> items = jdbc.sql(PAGE.formatted(search.conditions()))
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
        return Pages.page(items, limit);
    }

    private ObjectNode view(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", id.toString())
                .put("webhook_id", row.getString("webhook_id"))
                .put("url", row.getString("url"))
                .put("type", row.getString("type"))
                .put("notification_id", row.getString("notification_id"))
                .put("delivery_id", row.getString("delivery_id"))
                .put("status", row.getString("status"))
                .put("tries", row.getInt("tries"))
                .put("created_at", TimeOrderedId.moment(id).toString())
                .put("next_attempt_at", Webhooks.time(row, "next_attempt_at"))
                .put("finished_at", Webhooks.time(row, "finished_at"));
        return view.set("history", StoredJson.tree(row.getString("history")));
    }

    private static Problem unknown() {
        return Problem.notFound("There is no webhook delivery with this id.");
    }
}
