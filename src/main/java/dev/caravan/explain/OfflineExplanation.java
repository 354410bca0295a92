package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.PlannedDelivery;
import dev.caravan.delivery.RehearsedDeliveries;
import dev.caravan.provider.ProviderState;
import dev.caravan.rehearsal.Door;
import dev.caravan.rehearsal.GivenGates;
import dev.caravan.rehearsal.RouteTests;
import dev.caravan.rehearsal.Walkthrough;
import dev.caravan.routing.RefusedRoutes;
import dev.caravan.routing.RouteFiles;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Explains a request for a shell: by the routes of a folder, under the settings of tests, and without a store. */
@Component
public class OfflineExplanation {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RouteTests tests;
    private final Clock clock;

    OfflineExplanation(RouteTests tests, Clock clock) {
        this.tests = tests;
        this.clock = clock;
    }

    /**
     * The same answer as that of {@code POST /api/v1/explain}.
     *
     * @param text see {@link RouteTests#given}
     * @throws RefusedRoutes if it cannot be read
     * @throws Problem as the request's door would answer
     * @throws Exception if the routes cannot be built
     */
    public ObjectNode of(RouteFiles files, String text) throws Exception {
        JsonNode given = RouteTests.given(text);
        JsonNode request = given.path("request");
        JsonNode at = given.path("clock");
        Instant now = at.isMissingNode()
                ? clock.instant()
                : OffsetDateTime.parse(at.asText()).toInstant();
        try (Walkthrough walk = tests.walkthrough(files)) {
            List<ProviderState> states = GivenGates.read(given, now);
            Gates gates = new Gates(
                    states,
                    name -> states.stream()
                            .filter(state -> state.name().equals(name))
                            .findFirst()
                            .orElseGet(() -> ProviderState.unused(name)));
            PostedExplanation explanation = new PostedExplanation(
                    walk,
                    new Explanation(walk, gates, now),
                    (notifications, deliveries) -> plans(notifications, deliveries, given.path("suppressed")),
                    given.path("templates"),
                    JSON.objectNode());
            return explanation.of(door(walk, given, now), request);
        }
    }

    private static Door door(Walkthrough walk, JsonNode given, Instant now) {
        JsonNode request = given.path("request");
        String body = request.isTextual() ? request.textValue() : request.toString();
        ObjectNode headers = JSON.objectNode();
        given.path("headers").properties().forEach(header -> headers.set(header.getKey(), header.getValue()));
        if (given.path("queue").isTextual()) {
            return walk.queue(given.get("queue").textValue(), body, headers);
        }
        return Door.ofOperation(operation(walk, given, body, now), body, headers);
    }

    /** The same route tells it that would if the request were posted to be explained. */
    private static String operation(Walkthrough walk, JsonNode given, String body, Instant now) {
        if (given.path("operation").isTextual()) {
            return given.get("operation").textValue();
        }
        String told = walk.enter(
                        Door.ofOperation("explainRequest", body, JSON.objectNode()), JSON.objectNode(), List.of(), now)
                .ended()
                .getVariable("operation", String.class);
        return told == null ? "createNotification" : told;
    }

    private static List<PlannedDelivery> plans(JsonNode notifications, JsonNode deliveries, JsonNode suppressed) {
        List<PlannedDelivery> plans = new ArrayList<>();
        for (JsonNode delivery : deliveries) {
            for (JsonNode notification : notifications) {
                if (notification.path("id").equals(delivery.path("notification_id"))) {
                    plans.add(RehearsedDeliveries.plan(notification, delivery, suppressed));
                }
            }
        }
        return plans;
    }
}
