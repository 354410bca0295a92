package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.store.TimeOrderedId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Faults of providers that are had on purpose, and what became meanwhile of the deliveries that met them. */
@Component("sandboxFaults")
public class SandboxFaults {

    /** What was accepted before that is not looked for: deliveries are found by their ids, which begin with a time. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private static final int MOST = 20_000;
    private static final int KEPT = 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String MET = """
            with met as materialized (
                select d.id, d.status, d.channel
                from (select id, status, channel from deliveries where id >= ? and id < ? order by id desc limit ?) d
                where exists (select from delivery_history h where h.delivery_id = d.id and h.provider = ?
                              and h.outcome = 'failed' and h.at >= ? and h.at < ?))
            select met.status, met.channel,
                   (select h.provider from delivery_history h
                    where h.delivery_id = met.id and h.outcome = 'sent' order by h.id desc limit 1) as provider,
                   count(*) as deliveries
            from met group by 1, 2, 3 order by deliveries desc
            """;

    private final Sandbox sandbox;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Deque<Fault> newestFirst = new ArrayDeque<>();

    private record Fault(String provider, String behaviour, Instant from, Instant until) {}

    SandboxFaults(Sandbox sandbox, JdbcClient jdbc, Clock clock) {
        this.sandbox = sandbox;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Makes a provider fail for a while, or ends that.
     *
     * @throws Problem 400 naming what is wrong, 404 if the sandbox is off
     */
    public ObjectNode set(@Body JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be an object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(Set.of("provider", "behaviour", "seconds"));
        String provider = fields.text("provider", 100);
        String behaviour = fields.text("behaviour", 100);
        JsonNode seconds = fields.get("seconds");
        if (provider == null && !fields.refused("provider")) {
            fields.refuse("provider", "must be given");
        }
        if (behaviour == null && !fields.refused("behaviour")) {
            fields.refuse("behaviour", "must be given");
        }
        if (seconds == null || !seconds.canConvertToInt()) {
            fields.refuse("seconds", "must be a number from 0 to 86400");
        }
        fields.check(FieldNames.CANONICAL);
        sandbox.fault(provider, behaviour, seconds.asInt());
        Instant now = clock.instant();
        synchronized (newestFirst) {
            // One that was on for the same provider is over.
            newestFirst.stream()
                    .filter(fault ->
                            fault.provider().equals(provider) && fault.until().isAfter(now))
                    .toList()
                    .forEach(fault -> {
                        newestFirst.remove(fault);
                        newestFirst.addFirst(new Fault(provider, fault.behaviour(), fault.from(), now));
                    });
            if (!sandbox.faults().path("items").findValuesAsText("provider").contains(provider)) {
                return list();
            }
            newestFirst.addFirst(
                    new Fault(provider, Behaviour.named(behaviour).label(), now, now.plusSeconds(seconds.asInt())));
            while (newestFirst.size() > KEPT) {
                newestFirst.removeLast();
            }
        }
        return list();
    }

    /**
     * The last faults, newest first, each with what became of the deliveries that met it.
     *
     * @throws Problem 404 if the sandbox is off
     */
    public ObjectNode list() {
        sandbox.mustBeOn();
        Instant now = clock.instant();
        ObjectNode json = JSON.objectNode();
        ArrayNode providers = json.putArray("providers");
        Faults.PROVIDERS.forEach(providers::add);
        ArrayNode items = json.putArray("items");
        synchronized (newestFirst) {
            newestFirst.forEach(fault -> items.add(json(fault, now)));
        }
        return json;
    }

    private ObjectNode json(Fault fault, Instant now) {
        boolean on = false;
        for (JsonNode each : sandbox.faults().path("items")) {
            on |= each.path("provider").asText().equals(fault.provider())
                    && fault.until().isAfter(now);
        }
        ObjectNode json = JSON.objectNode()
                .put("provider", fault.provider())
                .put("behaviour", fault.behaviour())
                .put("from", fault.from().toString())
                .put("until", fault.until().toString())
                .put("on", on);
        ArrayNode met = json.putArray("met");
        Instant end = fault.until().isAfter(now) ? now : fault.until();
        jdbc.sql(MET)
                .params(
                        TimeOrderedId.lowest(fault.from().minus(BEFORE)),
                        TimeOrderedId.lowest(end),
                        MOST,
                        fault.provider(),
                        Timestamp.from(fault.from()),
                        Timestamp.from(end))
                .query(row -> {
                    met.addObject()
                            .put("status", row.getString("status"))
                            .put("channel", row.getString("channel"))
                            .put("provider", row.getString("provider"))
                            .put("deliveries", row.getLong("deliveries"));
                });
        return json;
    }
}
