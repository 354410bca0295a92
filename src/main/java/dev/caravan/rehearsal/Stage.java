package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.delivery.RehearsedDeliveries;
import dev.caravan.inbox.InboxSteps;
import dev.caravan.notification.RehearsedNotifications;
import dev.caravan.provider.PlayedAnswer;
import dev.caravan.provider.PlayedProvider;
import dev.caravan.routing.Play;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.template.RehearsedTemplates;
import dev.caravan.webhook.Targets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.Policy;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.jspecify.annotations.Nullable;

/** What a rehearsal has in the place of the world: requests and deliveries that are kept, providers that are played. */
final class Stage implements Play {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<PlayedProvider> providers;
    private final RehearsedTemplates templates;
    private final RehearsedDeliveries deliveries;
    private final Targets targets;
    private final Clock clock;
    private final Map<String, String> settings;
    private final Coverage coverage = new Coverage();
    private final Map<String, Object> beans = new HashMap<>();
    private final Map<String, Processor> instead = new HashMap<>();
    private final ExecutorService inTurn = new SynchronousExecutorService();
    private @Nullable RehearsedNotifications notifications;
    private @Nullable InboxSteps inbox;
    private Scene scene = Scene.empty();

    /**
     * @param beans in the place of the application's, besides those that would store something
     * @param settings in the place of the application's
     */
    Stage(
            List<PlayedProvider> providers,
            RehearsedTemplates templates,
            RehearsedDeliveries deliveries,
            Targets targets,
            Map<String, Object> beans,
            Map<String, String> settings,
            Clock clock) {
        this.providers = providers;
        this.templates = templates;
        this.deliveries = deliveries;
        this.targets = targets;
        this.settings = settings;
        this.clock = clock;
        this.beans.putAll(deliveries.beans());
        this.beans.put("templateConfiguration", templates.configuration());
        this.beans.put("takenOnce", new JustTheSteps());
        this.beans.putAll(beans);
        this.instead.put("inbox.open", this::openEvent);
    }

    /** Has this done in the place of a bean step, where the step is to be run at all. */
    Stage with(String step, Processor other) {
        instead.put(step, other);
        return this;
    }

    /** Begins to play this scene with what was given for the one before it; no delivery is known in it. */
    void change(Scene next) {
        scene = next;
        deliveries.clear();
    }

    /** Begins to play this scene. */
    void begin(Scene next, Iterable<JsonNode> given) {
        scene = next;
        deliveries.clear();
        templates.give(given);
        notifications().begin(templates.templates());
    }

    RehearsedNotifications notifications() {
        if (notifications == null) {
            throw new IllegalStateException("nothing is rehearsed yet");
        }
        return notifications;
    }

    RehearsedTemplates templates() {
        return templates;
    }

    RehearsedDeliveries deliveries() {
        return deliveries;
    }

    Coverage coverage() {
        return coverage;
    }

    @Override
    public void begins(CamelContext scratch) {
        RouteCatalog routes = new RouteCatalog(scratch);
        inbox = new InboxSteps(routes);
        notifications = new RehearsedNotifications(routes, templates.templates(), targets, clock);
        beans.put("notifications", notifications);
    }

    @Override
    public @Nullable Object bean(String name) {
        return name.endsWith("Workers") ? inTurn : beans.get(name);
    }

    @Override
    public @Nullable String setting(String name) {
        return settings.get(name);
    }

    @Override
    public List<InterceptStrategy> interceptors() {
        // The first is around the second: it sees what a provider's gate refused.
        return List.of(new Watching(() -> scene, instead, coverage), deliveries.calls());
    }

    @Override
    public void leaves(Endpoint endpoint, Exchange exchange) throws Exception {
        String uri = endpoint.getEndpointUri().replace("://", ":").replaceFirst("\\?.*", "");
        String scheme = uri.substring(0, uri.indexOf(':'));
        String named = exchange.getVariable("provider", String.class);
        String provider = named == null ? scheme : named;
        scene.called(named == null ? place(uri, exchange) : named);
        PlayedAnswer answer = scene.next(provider, scheme);
        for (PlayedProvider player : providers) {
            if (player.plays(endpoint, provider)) {
                player.answer(answer, endpoint, exchange);
                return;
            }
        }
        if (scheme.startsWith("http")) {
            answer.answerHttp(endpoint, exchange, "{}");
            return;
        }
        answer.failIfNobodyAnswers();
        if (answer.status() != 0) {
            throw new IllegalStateException(scheme + " answers " + answer.status());
        }
        if (answer.body() != null) {
            exchange.getMessage().setBody(JSON.readValue(answer.body(), Object.class));
        }
    }

    /** With the keys that the rehearsed routes have, not the running ones. */
    private void openEvent(Exchange exchange) {
        if (inbox != null) {
            exchange.getMessage().setBody(inbox.open(exchange.getMessage().getBody(JsonNode.class), exchange));
        }
    }

    /** What a step sends to whose queue is only known by then is told by a header. */
    private static String place(String uri, Exchange exchange) {
        String queue = exchange.getMessage().getHeader("CamelJmsDestinationName", String.class);
        return queue == null || !uri.startsWith("activemq:")
                ? uri
                : uri.substring(0, uri.indexOf(':')) + ":queue:" + queue;
    }

    @Override
    public void close() {
        templates.close();
    }

    /** A policy that adds nothing to its steps. */
    private static final class JustTheSteps implements Policy {

        @Override
        public void beforeWrap(Route route, NamedNode definition) {
            // nothing to prepare
        }

        @Override
        public Processor wrap(Route route, Processor steps) {
            return steps;
        }
    }
}
