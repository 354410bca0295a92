package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.RehearsedDeliveries.Due;
import dev.caravan.notification.RehearsedNotifications.Kept;
import dev.caravan.routing.Rehearsal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Runs a case: its route, then every round of the deliveries that came of it, with the clock moved on from one to the next. */
final class CaseRun {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final Rehearsal rehearsal;
    private final Stage stage;

    CaseRun(Rehearsal rehearsal, Stage stage) {
        this.rehearsal = rehearsal;
        this.stage = stage;
    }

    /**
     * What happened.
     *
     * @param seen under the keys that a test's {@code expect} has
     * @param routes that were entered
     */
    record Result(ObjectNode seen, Set<String> routes) {}

    Result run(TestCase test) {
        JsonNode clock = test.given("clock");
        RehearsedClock.rehearse(
                clock.isMissingNode()
                        ? NOON
                        : OffsetDateTime.parse(clock.asText()).toInstant());
        try {
            Scene scene = new Scene(test.givenObject("providers"), test.givenObject("steps"));
            stage.begin(scene, test.given("templates"));
            GivenRetries retries = GivenRetries.read(test.given(GivenRetries.SETTINGS));
            stage.deliveries().retry(retries.rounds(), retries.backoff());
            stage.deliveries().resume(GivenGates.read(test.at("given"), RehearsedClock.now()));
            ObjectNode seen = first(test, scene);
            List<Kept> kept = stage.notifications().kept();
            kept.forEach(request -> request.deliveries()
                    .forEach(delivery -> stage.deliveries()
                            .add(notification(request, delivery), delivery, test.given("suppressed"))));
            for (Due due = stage.deliveries().next();
                    due != null;
                    due = stage.deliveries().next()) {
                RehearsedClock.rehearse(due.at());
                Exchange round = rehearsal.run("deliver-" + due.queue(), message -> {});
                if (round.getException() != null) {
                    seen.put("fails", words(round.getException()));
                    break;
                }
            }
            show(seen, kept, scene);
            stage.coverage().enter(scene.routes());
            return new Result(seen, Set.copyOf(scene.routes()));
        } finally {
            RehearsedClock.rehearse(null);
        }
    }

    private static JsonNode notification(Kept request, JsonNode delivery) {
        for (JsonNode notification : request.notifications()) {
            if (notification.path("id").equals(delivery.path("notification_id"))) {
                return notification;
            }
        }
        throw new IllegalStateException("a delivery of no notification");
    }

    private ObjectNode first(TestCase test, Scene scene) {
        String route = route(test);
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        if (!rehearsal.inputs().containsKey(route)) {
            return seen.put("fails", "there is no route " + route);
        }
        JsonNode request = test.given("request");
        Exchange ended = new Door(
                        route,
                        request.isMissingNode() ? null : request.isTextual() ? request.textValue() : request.toString(),
                        test.given("queue").isTextual(),
                        test.givenObject("headers"),
                        test.givenObject("variables"))
                .enter(rehearsal);
        if (ended.getException() != null) {
            seen.put("fails", words(ended.getException()));
        }
        JsonNode body = body(ended);
        seen.set("body", body);
        ObjectNode variables = seen.putObject("variables");
        ended.getVariables().forEach((name, value) -> variables.set(name, tree(value)));
        ObjectNode answer = seen.putObject("answer");
        answer.put("status", ended.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class));
        answer.set("body", body);
        return seen;
    }

    private String route(TestCase test) {
        if (test.given("route").isTextual()) {
            return test.given("route").textValue();
        }
        if (test.given("queue").isTextual()) {
            return Door.ofQueue(rehearsal, test.given("queue").textValue());
        }
        return test.given("operation").asText("createNotification");
    }

    private void show(ObjectNode seen, List<Kept> kept, Scene scene) {
        var accepted = seen.putArray("accepted");
        kept.forEach(request -> request.notifications().forEach(accepted::add));
        var deliveries = seen.putArray("deliveries");
        stage.deliveries().results().forEach(deliveries::add);
        if (!deliveries.isEmpty()) {
            seen.setAll((ObjectNode) deliveries.get(0));
        }
        ObjectNode rendered = scene.rendered();
        if (rendered != null) {
            seen.setAll(rendered);
        }
        scene.calls().forEach(seen.putArray("calls")::add);
        scene.routes().forEach(seen.putArray("routes")::add);
    }

    private static JsonNode body(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof byte[] bytes) {
            return text(new String(bytes, StandardCharsets.UTF_8));
        }
        if (body instanceof InputStream) {
            return text(exchange.getMessage().getBody(String.class));
        }
        return body instanceof String string ? text(string) : tree(body);
    }

    private static JsonNode text(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree.isContainerNode() ? tree : JsonNodeFactory.instance.textNode(text);
        } catch (IOException notJson) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    private static JsonNode tree(@Nullable Object value) {
        if (value == null) {
            return NullNode.instance;
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        boolean plain = value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Map
                || value instanceof List;
        try {
            return plain ? JSON.valueToTree(value) : JsonNodeFactory.instance.textNode(value.toString());
        } catch (IllegalArgumentException e) {
            return JsonNodeFactory.instance.textNode(value.toString());
        }
    }

    private static String words(Throwable thrown) {
        return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }
}
