package dev.caravan.mailing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.client.Clients;
import dev.caravan.store.Sql;
import dev.caravan.store.StoredJson;
import dev.caravan.store.TimeOrderedId;
import dev.caravan.template.Templates;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads a mailing as {@link Mailings} does, but stores nothing: says which messages it would make if it began with the audience of
 * now. Runs in the place of the step {@code mailings.create} of a rehearsal.
 */
@Component
public class RehearsedMailings {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String MESSAGES = Sql.load("rehearse-mailing");
    private static final String KEPT = "rehearsedMailing";

    /** No mailing has this number. */
    private static final int NONE = 0;

    /** How many messages are made: nobody reads more. */
    public static final int MOST = 20;

    private final Mailings mailings;
    private final Clients clients;
    private final Templates templates;
    private final JdbcClient jdbc;
    private final Clock clock;

    RehearsedMailings(Mailings mailings, Clients clients, Templates templates, JdbcClient jdbc, Clock clock) {
        this.mailings = mailings;
        this.clients = clients;
        this.templates = templates;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * What would be stored.
     *
     * @param notifications one row: what the mailing becomes when it starts
     * @param deliveries rows of its first messages
     * @param audience how many clients it goes to
     * @param begins when it starts
     */
    public record Kept(ArrayNode notifications, ArrayNode deliveries, int audience, Instant begins) {}

    /** What a run of a route came to; null: it made no mailing. */
    public static @Nullable Kept kept(Exchange exchange) {
        return exchange.getVariable(KEPT, Kept.class);
    }

    /**
     * As {@link Mailings#create}.
     *
     * @throws dev.caravan.api.Problem 400 with all faults of the body
     */
    public void create(Exchange exchange) {
        MailingDraft draft = mailings.draft(
                exchange.getMessage().getBody(JsonNode.class), exchange.getVariable("original", Boolean.class));
        Instant now = clock.instant();
        Instant begins = draft.start().isAfter(now) ? draft.start() : now;
        ObjectNode notification = notification(draft, begins);
        ArrayNode deliveries = JSON.arrayNode();
        for (ObjectNode message : messages(draft)) {
            deliveries.add(delivery(message, notification, draft, now).put("position", deliveries.size()));
        }
        exchange.setVariable(KEPT, new Kept(JSON.arrayNode().add(notification), deliveries, count(draft), begins));
    }

    private int count(MailingDraft draft) {
        Long[] segments = jdbc.sql("select audience(?, ?, ?)")
                .params(
                        draft.audience().tagsLogic(),
                        ids(draft.audience().tags()),
                        ids(draft.audience().operators()))
                .query((row, n) -> (Long[]) row.getArray(1).getArray())
                .single();
        return clients.in(segments).get("count").intValue();
    }

    private List<ObjectNode> messages(MailingDraft draft) {
        return jdbc.sql(MESSAGES)
                .param("start", Timestamp.from(draft.start()))
                .param("logic", draft.audience().tagsLogic())
                .param("tags", ids(draft.audience().tags()))
                .param("operators", ids(draft.audience().operators()))
                .param("from", draft.windowFrom())
                .param("to", draft.windowTo())
                .param("templated", draft.templateSlug() != null)
                .param("most", MOST)
                .query((row, n) -> (ObjectNode) StoredJson.tree(row.getString(1)))
                .list();
    }

    private static Long[] ids(List<Long> ids) {
        return ids.toArray(Long[]::new);
    }

    private ObjectNode notification(MailingDraft draft, Instant begins) {
        return JSON.objectNode()
                .put("id", TimeOrderedId.at(begins).toString())
                .put("created_at", begins.toString())
                .put("dialect", "mailing")
                .put("queue", draft.queue())
                .put("channels", "{" + String.join(",", draft.channels()) + "}")
                .put("subject", draft.subject())
                .put("message", draft.text())
                .put("template_slug", draft.templateSlug())
                .put(
                        "template_version_id",
                        draft.templateSlug() == null ? null : templates.currentVersion(draft.templateSlug()))
                .put("expires_at", draft.end().toString());
    }

    private static ObjectNode delivery(ObjectNode message, ObjectNode notification, MailingDraft draft, Instant now) {
        Instant opening =
                OffsetDateTime.parse(message.get("opening").textValue()).toInstant();
        String status = !opening.isBefore(draft.end()) ? "expired" : opening.isAfter(now) ? "scheduled" : "queued";
        return message.put("id", TimeOrderedId.at(now).toString())
                .put("notification_id", notification.get("id").textValue())
                .put("mailing_id", NONE)
                .put("queue", draft.queue())
                .put("status", status)
                .put("due_at", status.equals("expired") ? null : opening.toString())
                .put("expires_at", draft.end().toString());
    }
}
