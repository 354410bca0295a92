package dev.caravan.queue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.queue.BrokerQueues.Answer;
import jakarta.jms.JMSException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How much waits, in the broker's queues and in Postgres. */
@Component("queues")
public class QueuesApi {

    private static final String INPUT = "activemq:queue:";
    private static final String DEAD = "DLQ.";
    private static final List<String> KINDS = List.of("input", "invalid", "other", "dead");

    /** As the metrics count it: what is due and not done, whether it waits, is in the broker, or in work. */
    private static final String BACKLOG = """
            select names.queue, count(d.id) as depth,
                   min(case when d.leased then d.updated_at else d.due_at end) as oldest
            from unnest(array['urgent', 'emails', 'default', 'bulk']) with ordinality as names (queue, place)
            left join deliveries d on d.queue = names.queue and d.due_at is not null and (d.leased or d.due_at <= now())
            group by names.queue, names.place order by names.place
            """;

    private final BrokerQueues broker;
    private final JdbcTemplate jdbc;
    private final CamelContext routes;

    QueuesApi(BrokerQueues broker, JdbcTemplate jdbc, CamelContext routes) {
        this.broker = broker;
        this.jdbc = jdbc;
        this.routes = routes;
    }

    /**
     * The queues that routes consume from, what was put aside for them, and what the store holds for each priority.
     *
     * @throws Problem 503 if the broker cannot be asked
     */
    public ObjectNode list() {
        SortedSet<String> inputs = new TreeSet<>();
        for (Route route : routes.getRoutes()) {
            String uri = route.getEndpoint().getEndpointUri().replace("://", ":");
            if (uri.startsWith(INPUT)) {
                inputs.add(uri.substring(INPUT.length()).replaceFirst("\\?.*", ""));
            }
        }
        SortedSet<String> names = new TreeSet<>(inputs);
        names.add(InvalidMessages.QUEUE);
        inputs.forEach(name -> names.add(DEAD + name));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        try {
            Answer answer = broker.look(names);
            json.put("source", answer.source().name().toLowerCase(Locale.ROOT));
            ArrayNode items = json.putArray("items");
            answer.queues().stream()
                    .sorted(Comparator.comparing(queue -> queue.name().startsWith(DEAD)))
                    .forEach(queue -> items.addObject()
                            .put("name", queue.name())
                            .put("kind", kind(queue.name(), inputs))
                            .put("depth", queue.depth())
                            .put("at_least", queue.atLeast())
                            .put("consumers", queue.consumers())
                            .put("enqueued", queue.enqueued())
                            .put("dequeued", queue.dequeued()));
        } catch (JMSException e) {
            throw Problem.unavailable("The broker cannot be asked just now.", 5);
        }
        ArrayNode backlog = json.putArray("backlog");
        jdbc.query(BACKLOG, row -> {
            backlog.addObject()
                    .put("queue", row.getString("queue"))
                    .put("depth", row.getLong("depth"))
                    .put(
                            "oldest_at",
                            row.getTimestamp("oldest") == null
                                    ? null
                                    : row.getTimestamp("oldest").toInstant().toString());
        });
        return json;
    }

    private static String kind(String name, SortedSet<String> inputs) {
        if (name.equals(InvalidMessages.QUEUE)) {
            return "invalid";
        }
        return name.startsWith(DEAD) ? "dead" : inputs.contains(name) ? "input" : "other";
    }
}
