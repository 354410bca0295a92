package dev.caravan.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The subscriptions: who wants to know of which events. */
@Component("webhooks")
public class Webhooks {

    /** Each is asked about at every event. */
    static final int MOST = 100;

    private static final String COLUMNS = """
            select w.*, (select max(s.expires_at) from webhook_secrets s
                         where s.webhook_id = w.id and s.expires_at > now()) as old_secret_expires_at
            from webhooks w where \
            """;
    private static final String CREATE = """
            insert into webhooks (id, url, events, enabled, description, created_at, updated_at)
            select ?, ?, ?, ?, ?, now(), now() where (select count(*) from webhooks) < ?
            """;
    private static final String UPDATE = """
            update webhooks set url = ?, events = ?, enabled = ?, description = ?, updated_at = now(),
                   disabled_reason = case when ? then null else disabled_reason end,
                   failing_since = case when ? and not enabled then null else failing_since end
            where id = ?
            """;
    private static final String RETIRE = """
            update webhook_secrets set expires_at = now() + make_interval(secs => ?)
            where webhook_id = ? and expires_at is null
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Targets targets;
    private final Switch switches;
    private final Duration overlap;
    private final Clock clock;

    Webhooks(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Targets targets,
            Switch switches,
            WebhookSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.targets = targets;
        this.switches = switches;
        this.overlap = settings.overlap();
        this.clock = clock;
    }

    /** One page of the subscriptions, newest first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name)).after("w.id");
        int limit = search.limit();
        List<ObjectNode> items = jdbc.sql(COLUMNS + search.conditions() + " order by w.id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
        return Pages.page(items, limit);
    }

    /**
     * Stores a subscription, and shows its secret for the only time.
     *
     * @throws Problem 400 naming what is not valid, 409 if there are {@value #MOST}
     */
    public ObjectNode create(@Body JsonNode body) {
        Subscription wanted = Subscription.read(body, null, targets);
        UUID id = TimeOrderedId.at(clock.instant());
        String secret = Signing.newSecret();
        transactions.executeWithoutResult(transaction -> {
            int made = jdbc.sql(CREATE)
                    .params(id, wanted.url(), array(wanted), wanted.enabled(), wanted.description(), MOST)
                    .update();
            if (made == 0) {
                throw Problem.conflict("There are " + MOST + " webhooks already; delete one first.");
            }
            keep(id, secret);
        });
        return find(id).put("secret", secret);
    }

    /** @throws Problem 404 for an unknown id */
    public ObjectNode get(@Nullable String id) {
        return find(parse(id));
    }

    /**
     * Changes the fields that the body has. Switched on, it is as one that never failed; switched off, what waits for it is
     * parked.
     *
     * @throws Problem 404 for an unknown id, 400 naming what is not valid
     */
    public ObjectNode update(@Nullable String id, JsonNode body) {
        UUID uuid = parse(id);
        transactions.executeWithoutResult(transaction -> {
            Subscription before = jdbc.sql("select * from webhooks where id = ? for update")
                    .param(uuid)
                    .query((row, n) -> subscription(row))
                    .optional()
                    .orElseThrow(Webhooks::unknown);
            Subscription wanted = Subscription.read(body, before, targets);
            jdbc.sql(UPDATE)
                    .params(wanted.url(), array(wanted), wanted.enabled(), wanted.description())
                    .params(wanted.enabled(), wanted.enabled(), uuid)
                    .update();
            if (!wanted.enabled()) {
                switches.park(uuid);
            }
        });
        return find(uuid);
    }

    /**
     * Deletes a subscription and what was, or was to be, posted to it.
     *
     * @throws Problem 404 for an unknown id
     */
    public void delete(@Nullable String id) {
        UUID uuid = parse(id);
        if (jdbc.sql("delete from webhooks where id = ?").param(uuid).update() == 0) {
            throw unknown();
        }
        jdbc.sql("delete from webhook_deliveries where webhook_id = ?")
                .param(uuid)
                .update();
    }

    /**
     * Makes a new secret and shows it for the only time. The one before signs too, for the configured overlap.
     *
     * @throws Problem 404 for an unknown id
     */
    public ObjectNode rotateSecret(@Nullable String id) {
        UUID uuid = parse(id);
        String secret = Signing.newSecret();
        transactions.executeWithoutResult(transaction -> {
            jdbc.sql("select id from webhooks where id = ? for update")
                    .param(uuid)
                    .query(UUID.class)
                    .optional()
                    .orElseThrow(Webhooks::unknown);
            jdbc.sql(RETIRE).params(overlap.toSeconds(), uuid).update();
            keep(uuid, secret);
        });
        return find(uuid).put("secret", secret);
    }

    /** The id, if there is a subscription of it; else 404. */
    UUID known(@Nullable String id) {
        UUID uuid = parse(id);
        find(uuid);
        return uuid;
    }

    private void keep(UUID webhook, String secret) {
        jdbc.sql("insert into webhook_secrets (webhook_id, secret) values (?, ?)")
                .params(webhook, secret)
                .update();
    }

    private ObjectNode find(UUID id) {
        return jdbc.sql(COLUMNS + "w.id = ?")
                .param(id)
                .query((row, n) -> view(row))
                .optional()
                .orElseThrow(Webhooks::unknown);
    }

    private static UUID parse(@Nullable String id) {
        return TimeOrderedId.parse(id).orElseThrow(Webhooks::unknown);
    }

    private static Problem unknown() {
        return Problem.notFound("There is no webhook with this id.");
    }

    private static String[] array(Subscription subscription) {
        return subscription.events().toArray(String[]::new);
    }

    private static Subscription subscription(ResultSet row) throws SQLException {
        return new Subscription(
                row.getString("url"),
                List.of((String[]) row.getArray("events").getArray()),
                row.getBoolean("enabled"),
                row.getString("description"));
    }

    private static ObjectNode view(ResultSet row) throws SQLException {
        Subscription subscription = subscription(row);
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", row.getString("id"))
                .put("url", subscription.url());
        subscription.events().forEach(view.putArray("events")::add);
        return view.put("enabled", subscription.enabled())
                .put("description", subscription.description())
                .put("disabled_reason", row.getString("disabled_reason"))
                .put("failing_since", time(row, "failing_since"))
                .put("old_secret_expires_at", time(row, "old_secret_expires_at"))
                .put("created_at", time(row, "created_at"))
                .put("updated_at", time(row, "updated_at"));
    }

    static @Nullable String time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().toString();
    }
}
