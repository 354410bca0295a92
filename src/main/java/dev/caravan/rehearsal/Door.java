package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.routing.Rehearsal;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * How a request comes into a rehearsal.
 *
 * @param route that takes it
 * @param body its text; null: it has none
 * @param queued whether it comes from a queue
 * @param headers an object: headers, query and path parameters
 * @param variables an object: what the route is given
 */
public record Door(String route, @Nullable String body, boolean queued, JsonNode headers, JsonNode variables) {

    /** A request to the route of an operation. */
    public static Door ofOperation(String operation, String body, JsonNode headers) {
        return new Door(operation, body, false, headers, JsonNodeFactory.instance.objectNode());
    }

    /** The route that consumes from a queue of the broker; a name that no route has, if none does. */
    static String ofQueue(Rehearsal rehearsal, String queue) {
        String input = "activemq:queue:" + queue;
        return rehearsal.inputs().entrySet().stream()
                .filter(entry -> entry.getValue()
                        .replace("://", ":")
                        .replaceFirst("\\?.*", "")
                        .equals(input))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(input);
    }

    Exchange enter(Rehearsal rehearsal) {
        return rehearsal.run(route, exchange -> {
            if (body != null) {
                exchange.getMessage().setBody(body);
            }
            if (queued) {
                // Jakarta Messaging 3.1, section 3.4.10: the priority of who says none
                exchange.getMessage().setHeader("JMSPriority", 4);
            }
            headers.properties()
                    .forEach(header ->
                            exchange.getMessage().setHeader(header.getKey(), StepResult.plain(header.getValue())));
            variables
                    .properties()
                    .forEach(
                            variable -> exchange.setVariable(variable.getKey(), StepResult.plain(variable.getValue())));
        });
    }
}
