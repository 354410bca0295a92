package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.PlannedDelivery;
import dev.caravan.delivery.RehearsedDeliveries.Due;
import dev.caravan.notification.RehearsedNotifications.Kept;
import dev.caravan.provider.ProviderState;
import dev.caravan.routing.Rehearsal;
import dev.caravan.template.TemplateVersion;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Follows a request through the routes, in a rehearsal in which providers take everything. What decides is the routes; here is
 * only noted what they did. For one thread.
 */
public final class Walkthrough implements AutoCloseable {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Rehearsal rehearsal;
    private final Stage stage;

    Walkthrough(Rehearsal rehearsal, Stage stage) {
        this.rehearsal = rehearsal;
        this.stage = stage;
    }

    /**
     * What came of a request at its door.
     *
     * @param ended the exchange as the route left it
     * @param accepted what would be stored
     * @param routes that were entered, in order
     */
    public record Entered(Exchange ended, List<Kept> accepted, Set<String> routes) {}

    /**
     * A channel that was come to, or a provider of it.
     *
     * @param provider null: the channel itself
     * @param skipped why the channel is not for this recipient; null: it is
     */
    public record Tried(
            String channel,
            @Nullable String provider,
            @Nullable String skipped) {}

    /** What the gate of a provider said, where it let nothing through. */
    public record Refusal(String provider, String words) {}

    /**
     * What would become of a delivery.
     *
     * @param begins when its first round does
     * @param result as {@link dev.caravan.delivery.RehearsedDeliveries#results} tells it
     * @param rendered subject, text and html as they were made last; null: nothing was
     * @param called the providers, in order
     * @param refusals of their gates
     * @param routes that were entered, in order
     * @param everything that would be tried, one after the other, if nobody took it
     */
    public record Walked(
            @Nullable Instant begins,
            ObjectNode result,
            @Nullable ObjectNode rendered,
            List<String> called,
            List<Refusal> refusals,
            Set<String> routes,
            Set<Tried> everything) {}

    /** Whether there is a route of this name. */
    public boolean has(String route) {
        return rehearsal.inputs().containsKey(route);
    }

    /** The door of who puts a request into this queue of the broker. */
    public Door queue(String queue, String body, JsonNode headers) {
        return new Door(Door.ofQueue(rehearsal, queue), body, true, headers, JSON.objectNode());
    }

    /**
     * Has a request come in.
     *
     * @param steps what bean steps do that would reach the store, by {@code bean.method}: see docs/route-tests.md
     * @param templates that are given beside those that the rehearsal has
     * @throws dev.caravan.api.Problem if one of the templates is not valid
     */
    public Entered enter(Door door, JsonNode steps, Iterable<JsonNode> templates, Instant now) {
        Scene scene = Scene.of(steps);
        return at(now, () -> {
            stage.begin(scene, templates);
            Exchange ended = door.enter(rehearsal);
            return new Entered(ended, stage.notifications().kept(), scene.routes());
        });
    }

    /** Follows a delivery from its first round to its end, through gates that are in these states. */
    public Walked follow(PlannedDelivery delivery, Instant due, Iterable<ProviderState> gates, Instant now) {
        Scene nobody = Scene.ofNobody();
        Set<Tried> everything = at(due, () -> {
            stage.change(nobody);
            stage.deliveries().add(delivery, due);
            round();
            return everything(nobody, stage.deliveries().results().get(0));
        });
        Scene scene = Scene.empty();
        return at(now, () -> {
            stage.change(scene);
            stage.deliveries().resume(gates);
            stage.deliveries().add(delivery, due);
            Instant begins = round();
            while (round() != null) {
                // until it is over
            }
            return new Walked(
                    begins,
                    stage.deliveries().results().get(0),
                    scene.rendered(),
                    scene.tries().stream()
                            .filter(call -> call.refusal() == null)
                            .map(Scene.Call::provider)
                            .distinct()
                            .toList(),
                    scene.tries().stream()
                            .flatMap(call -> call.refusal() == null
                                    ? Stream.empty()
                                    : Stream.of(new Refusal(call.provider(), call.refusal())))
                            .toList(),
                    scene.routes(),
                    everything);
        });
    }

    /** The template's version of this number. */
    public TemplateVersion template(long id) {
        return stage.templates().version(id);
    }

    private @Nullable Instant round() {
        Due due = stage.deliveries().next();
        if (due == null) {
            return null;
        }
        RehearsedClock.rehearse(due.at());
        Exchange ended = rehearsal.run("deliver-" + due.queue(), message -> {});
        if (ended.getException() != null) {
            throw new IllegalStateException("a delivery cannot be rehearsed", ended.getException());
        }
        return due.at();
    }

    private static Set<Tried> everything(Scene scene, ObjectNode result) {
        Set<Tried> all = new LinkedHashSet<>();
        result.path("history").forEach(entry -> {
            String channel = entry.path("channel").textValue();
            if (channel != null) {
                boolean skipped = "skipped".equals(entry.path("outcome").textValue());
                all.add(new Tried(channel, null, skipped ? entry.path("error").textValue() : null));
                scene.tries().stream()
                        .filter(call -> channel.equals(call.channel()))
                        .forEach(call -> all.add(new Tried(channel, call.provider(), null)));
            }
        });
        return all;
    }

    private interface Run<T> {
        T run();
    }

    private static <T> T at(Instant now, Run<T> run) {
        RehearsedClock.rehearse(now);
        try {
            return run.run();
        } finally {
            RehearsedClock.rehearse(null);
        }
    }

    @Override
    public void close() {
        rehearsal.close();
    }
}
