package dev.caravan.notification;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Search;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.store.StoredJson;
import java.util.List;
import java.util.Map;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds notifications by what is known of them, newest first. */
@Component("notificationSearch")
public class NotificationSearch {

    private static final List<String> STATUSES = List.of(
            "scheduled", "queued", "processing", "sent", "delivered", "failed", "cancelled", "expired", "suppressed");
    private static final String PAGE = """
            select n.id, n.created_at, s.status, n.queue, n.dialect, n.policy,
                   array_to_json(n.channels) as channels, n.subject, n.message, n.template_slug,
                   n.callback_url, n.metadata, n.scheduled_at, n.expires_at, n.recipients,
                   (select coalesce(json_agg(json_build_object('id', f.id, 'status', f.status) order by f.position), '[]')
                    from (select id, status, position from deliveries where notification_id = n.id
                          order by position limit 100) f) as deliveries
            from notifications n cross join lateral (select notification_status(n.id) as status) s
            where %s
            order by n.id desc limit ?
            """;

    private static final String BY_RECIPIENT = """
            n.id in (select notification_id from deliveries where lower(email) = lower(?)
                     union all select notification_id from deliveries where phone_number = ?
                     union all select notification_id from deliveries where telegram_id = ?
                     union all select notification_id from deliveries where user_id = ?)\
            """;

    private final JdbcClient jdbc;
    private final NotificationViews views;
    private final RouteCatalog routes;

    NotificationSearch(JdbcClient jdbc, NotificationViews views, RouteCatalog routes) {
        this.routes = routes;
        this.jdbc = jdbc;
        this.views = views;
    }

    /** One page of the notifications that match the query parameters, and where the next page starts. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name));
        String status = Filters.oneOf(search, "status", "status", STATUSES);
        if (status != null) {
            // Written out, not bound: only then does Postgres use the partial index of the rare statuses.
            search.where("n.id in (select notification_id from deliveries where status = '" + status + "')");
            search.where("s.status = ?", status);
        }
        search.whereGiven("queue", "n.queue = ?")
                .whereGiven("template_slug", "n.template_slug = ?")
                .whereGiven(
                        "channel", "exists (select from deliveries d where d.notification_id = n.id and d.channel = ?)")
                .createdBetween("n.id")
                .after("n.id");
        Filters.oneOf(search, "queue", "queue", Queues.NAMES);
        Filters.oneOf(search, "channel", "channel", routes.channels());
        String recipient = search.parameter("recipient");
        if (recipient != null) {
            String phone = Addresses.phoneNumber(recipient).orElse(recipient);
            search.where(BY_RECIPIENT, recipient, phone, recipient, recipient);
        }
        parameters.keySet().stream()
                .filter(name -> name.startsWith("metadata."))
                .forEach(name -> search.where("n.metadata @> ?::jsonb", metadata(name, search.parameter(name))));
        int limit = search.limit();
        String sql = PAGE.formatted(search.conditions());
        List<ObjectNode> items = jdbc.sql(sql)
                .params(search.values())
                .param(limit)
                .query((row, n) -> {
                    ObjectNode item = views.notification(row);
                    item.set("deliveries", StoredJson.tree(row.getString("deliveries")));
                    return item;
                })
                .list();
        return Search.page(items, limit);
    }

    private static String metadata(String parameter, @Nullable String value) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(parameter.substring("metadata.".length()), value)
                .toString();
    }
}
