package dev.caravan.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.routing.RunningRoutes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.stereotype.Component;

/** What a schedule can run: a route {@code task-<slug>} is the task {@code <slug>}. */
@Component("tasks")
class Tasks {

    static final String ROUTE = "task-";

    private final RouteCatalog routes;
    private final RunningRoutes running;
    private final CamelContext camel;

    Tasks(RouteCatalog routes, RunningRoutes running, CamelContext camel) {
        this.routes = routes;
        this.running = running;
        this.camel = camel;
    }

    /** All tasks, by slug. */
    public ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String slug : routes.named(ROUTE)) {
            Route route = camel.getRoute(running.id(ROUTE + slug));
            // Gone since it was listed.
            if (route != null) {
                list.addObject()
                        .put("task_id", idOf(slug).toString())
                        .put("slug", slug)
                        .put("description", route.getDescription());
            }
        }
        return list;
    }

    /** The slug of the task with this id; empty if no route is for it. */
    Optional<String> slug(UUID id) {
        return routes.named(ROUTE).stream()
                .filter(slug -> idOf(slug).equals(id))
                .findFirst();
    }

    /** The id of the task with this slug; empty if no route is for it. */
    Optional<UUID> id(String slug) {
        return routes.named(ROUTE).contains(slug) ? Optional.of(idOf(slug)) : Optional.empty();
    }

    /** The same for the same slug, on every instance and after every start (RFC 9562, version 3). */
    private static UUID idOf(String slug) {
        return UUID.nameUUIDFromBytes(("caravan:" + ROUTE + slug).getBytes(StandardCharsets.UTF_8));
    }
}
