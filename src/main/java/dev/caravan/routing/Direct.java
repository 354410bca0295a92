package dev.caravan.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultComponent;

/**
 * How one route calls another, as Camel's own component {@code direct} does it, but a name can change hands while it is
 * called: the route that starts last has it from then on, and the one before finishes what it holds. So a new revision of a
 * route takes over without a moment in which nobody answers; and if it goes, the one before has the name again.
 */
final class Direct extends DefaultComponent {

    /** By name, the routes that consume from it, the one that has it now last. */
    private final ConcurrentMap<String, List<DirectTarget>> targets = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new DirectEndpoint(uri, this, remaining);
    }

    /**
     * The route that has the name now, kept from stopping until {@link DirectTarget#leave}.
     *
     * @throws DirectConsumerNotAvailableException if no route has it
     */
    DirectTarget enter(DirectEndpoint endpoint) throws DirectConsumerNotAvailableException {
        while (true) {
            List<DirectTarget> line = targets.get(endpoint.name());
            if (line == null) {
                throw new DirectConsumerNotAvailableException("No route has the input " + endpoint, null);
            }
            DirectTarget target = line.get(line.size() - 1);
            if (target.enter()) {
                return target;
            }
        }
    }

    /** Whether a route has this name now. */
    boolean isServed(String name) {
        return targets.containsKey(name);
    }

    void takeOver(DirectTarget target) {
        targets.merge(target.name(), List.of(target), (line, last) -> {
            List<DirectTarget> longer = new ArrayList<>(line);
            longer.addAll(last);
            return List.copyOf(longer);
        });
    }

    void giveUp(DirectTarget target) {
        targets.computeIfPresent(target.name(), (name, line) -> {
            List<DirectTarget> shorter =
                    line.stream().filter(other -> other != target).toList();
            return shorter.isEmpty() ? null : shorter;
        });
    }
}
