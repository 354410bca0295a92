package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.routing.RouteSet.Declaration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What runs here: the files as they were published, which revision of each route has its name, and how the one before fared. */
@Component
public class RunningRoutes {

    private final RouteTimers timers;
    /** Name to the id under which Camel runs it; a route that was never edited has its name as id. */
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    private final Map<String, Double> sharesBefore = new ConcurrentHashMap<>();
    private volatile RouteSet published = RouteSet.NONE;

    RunningRoutes(RouteTimers timers) {
        this.timers = timers;
    }

    /** The files that run here, as they were published. */
    RouteSet published() {
        return published;
    }

    /** The texts of these files: the same object for as long as nothing else is published. */
    public RouteFiles files() {
        return published.files();
    }

    void publish(RouteSet set) {
        published = set;
    }

    /** What the route's file says of it, under the key {@code route}; missing if there is no such route. */
    public JsonNode content(String name) {
        return published
                .routes()
                .filter(route -> route.id().equals(name))
                .map(Declaration::content)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** The id under which Camel runs the route. */
    public String id(String name) {
        return ids.getOrDefault(name, name);
    }

    void set(String name, String id) {
        sharesBefore.put(name, runs(name).failureShare());
        ids.put(name, id);
    }

    void remove(String name) {
        ids.remove(name);
    }

    /** What became of the runs of the revision that has the name now. */
    RouteRuns runs(String name) {
        return timers.of(id(name));
    }

    /** Which share of the runs of the revision before failed, 0 to 1. */
    double failureShareBefore(String name) {
        return sharesBefore.getOrDefault(name, 0.0);
    }
}
