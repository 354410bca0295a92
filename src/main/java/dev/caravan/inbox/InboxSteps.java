package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.inbox.InboxStore.Draft;
import dev.caravan.routing.RouteCatalog;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** The steps of an event that store nothing: the same whether it is in earnest or rehearsed. */
public class InboxSteps {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What the route of a key asks for, until all of it is stored at once. */
    static final String EVENT = "inboxEvent";

    static final String RECORD = "inboxRecord";
    static final String MAIL = "inboxMail";

    private final RouteCatalog routes;

    /** @param routes which keys there are */
    public InboxSteps(RouteCatalog routes) {
        this.routes = routes;
    }

    /**
     * Reads an event and sets the variable {@code inboxKey}, by which its route is found.
     *
     * @throws Problem 400 if it is not valid, or if no route is for its key
     */
    public ObjectNode open(@Body JsonNode body, Exchange exchange) {
        InboxEvent event = InboxEvent.read(body, routes);
        exchange.setVariable(EVENT, event);
        exchange.setVariable("inboxKey", event.key());
        ObjectNode json = JSON.objectNode()
                .put("user_id", event.userId())
                .put("target_id", event.targetId())
                .put("key", event.key());
        json.set("data", event.data());
        return json;
    }

    /** Has the event recorded in the user's inbox. */
    public void record(Exchange exchange) {
        InboxEvent event = exchange.getVariable(EVENT, InboxEvent.class);
        exchange.setVariable(RECORD, new Draft(event.userId(), event.targetId(), event.key(), event.data(), null));
    }

    /** Has a mail sent: the body is the canonical request for it. */
    public void mail(@Body JsonNode request, Exchange exchange) {
        exchange.setVariable(MAIL, request);
    }
}
