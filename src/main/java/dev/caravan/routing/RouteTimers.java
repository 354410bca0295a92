package dev.caravan.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Times every run of every route: {@code camel_route_policy_seconds}, by route and whether it failed. Camel's own policy of
 * that name formats a text for each of them, and cost 6 % of the processor time of a notification.
 */
@Component
class RouteTimers implements RoutePolicyFactory {

    private final MeterRegistry registry;
    private final Clock clock;
    private final ConcurrentMap<String, RouteRuns> runs = new ConcurrentHashMap<>();

    RouteTimers(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** What became of the runs of the route that Camel knows by this id. */
    RouteRuns of(String id) {
        return runs.computeIfAbsent(id, unknown -> new RouteRuns(clock));
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String id, NamedNode route) {
        String name = RouteNames.name(id);
        return new RouteTimer(id, of(id), timer(name, false), timer(name, true));
    }

    private Timer timer(String name, boolean failed) {
        return Timer.builder("camel.route.policy")
                .description("How long runs of a route took")
                .tag("routeId", name)
                .tag("failed", String.valueOf(failed))
                .register(registry);
    }

    private final class RouteTimer extends RoutePolicySupport {

        private final String id;
        private final String begun;
        private final RouteRuns runs;
        private final Timer succeeded;
        private final Timer failed;

        private RouteTimer(String id, RouteRuns runs, Timer succeeded, Timer failed) {
            this.id = id;
            this.begun = "caravan.begun." + id;
            this.runs = runs;
            this.succeeded = succeeded;
            this.failed = failed;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(begun, System.nanoTime());
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.removeProperty(begun) instanceof Long since) {
                long took = System.nanoTime() - since;
                @Nullable Exception fault = exchange.getException();
                (exchange.isFailed() ? failed : succeeded).record(took, TimeUnit.NANOSECONDS);
                runs.add(took, exchange.isFailed(), fault);
            }
        }

        @Override
        public void onRemove(Route route) {
            RouteTimers.this.runs.remove(id, runs);
        }
    }
}
