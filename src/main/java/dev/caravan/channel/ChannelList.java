package dev.caravan.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.Addressing;
import dev.caravan.provider.ProviderState;
import dev.caravan.provider.Providers;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.routing.RunningRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The channels that the loaded routes offer: what each is, takes and needs, and how it is doing on this instance. */
@Component("channelList")
public class ChannelList {

    private static final List<String> OUTCOMES = List.of("sent", "failed", "postponed");

    private final RouteCatalog catalog;
    private final RunningRoutes running;
    private final CamelContext camel;
    private final Providers providers;
    private final MeterRegistry meters;
    private final Environment environment;
    private final Clock clock;

    ChannelList(
            RouteCatalog catalog,
            RunningRoutes running,
            CamelContext camel,
            Providers providers,
            MeterRegistry meters,
            Environment environment,
            Clock clock) {
        this.catalog = catalog;
        this.running = running;
        this.camel = camel;
        this.providers = providers;
        this.meters = meters;
        this.environment = environment;
        this.clock = clock;
    }

    /** All channels, by name. Values of settings are not shown: any of them can be a secret. */
    public ObjectNode list() {
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        ArrayNode items = list.putArray("items");
        for (String name : catalog.channels()) {
            JsonNode route = running.content("channel-" + name);
            // Gone since it was listed.
            if (!route.isMissingNode()) {
                items.add(view(name, route));
            }
        }
        return list;
    }

    private ObjectNode view(String name, JsonNode route) {
        ChannelSource source = ChannelSource.of(name, running, camel);
        List<ProviderState> states = source.providers().stream()
                .map(provider -> providers.of(provider).state())
                .toList();
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("description", route.path("description").asText(null))
                .put("note", route.path("note").asText(null));
        ArrayNode addresses = view.putArray("addresses");
        Addressing.kinds(name).forEach(addresses::add);
        ArrayNode parts = view.putArray("parts");
        source.parts().forEach(parts::add);
        ArrayNode settings = view.putArray("settings");
        for (Setting setting : source.settings()) {
            settings.addObject()
                    .put("name", setting.name())
                    .put("required", setting.required())
                    .put("set", isSet(setting.name()));
        }
        ArrayNode routes = view.putArray("routes");
        source.routes().keySet().forEach(routes::add);
        view.put("health", health(source, states));
        view.put("sandbox", sandboxed(name));
        ObjectNode attempts = view.putObject("attempts");
        OUTCOMES.forEach(outcome -> attempts.put(outcome, attempts(name, outcome)));
        ArrayNode gates = view.putArray("providers");
        states.forEach(state -> gates.add(view(state)));
        return view;
    }

    private boolean isSet(String name) {
        String value = name.startsWith("env:") ? System.getenv(name.substring(4)) : environment.getProperty(name);
        return value != null && !value.isBlank();
    }

    private boolean sandboxed(String channel) {
        return List.of(environment.getProperty("caravan.sandbox.active", "").split(", "))
                .contains(channel.equals("email") ? "mail" : channel);
    }

    private String health(ChannelSource source, List<ProviderState> states) {
        boolean started = source.routes().keySet().stream()
                .allMatch(id -> camel.getRouteController()
                        .getRouteStatus(running.id(id))
                        .isStarted());
        Instant now = clock.instant();
        long available = states.stream().filter(state -> state.available(now)).count();
        if (!started || (available == 0 && !states.isEmpty())) {
            return "down";
        }
        return available == states.size() ? "up" : "degraded";
    }

    private long attempts(String channel, String outcome) {
        return meters.find("caravan.attempts").tag("channel", channel).tag("outcome", outcome).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static ObjectNode view(ProviderState state) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", state.name())
                .put("breaker", state.breaker())
                .put("opens_at", text(state.opensAt()))
                .put("rate", state.ratePerSecond())
                .put("rate_per_recipient", state.ratePerSecondAndRecipient())
                .put("paused_until", text(state.pausedUntil()))
                .put("calls", state.calls())
                .put("failures", state.failures())
                .put("last_error", state.lastError())
                .put("last_error_at", text(state.lastErrorAt()));
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
