package dev.caravan.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Which revision of each route has its name now, and how the one before fared. */
@Component
class RunningRoutes {

    private final RouteTimers timers;
    /** Name to the id under which Camel runs it; a route that was never edited has its name as id. */
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    private final Map<String, Double> sharesBefore = new ConcurrentHashMap<>();

    RunningRoutes(RouteTimers timers) {
        this.timers = timers;
    }

    /** The id under which Camel runs the route. */
    String id(String name) {
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
