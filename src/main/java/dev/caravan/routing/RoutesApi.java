package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.routing.RouteSet.Declaration;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.springframework.stereotype.Component;

/** Shows the routes that run here: where each stands, which revision it is, and how it fares. */
@Component("routes")
public class RoutesApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Publisher publisher;
    private final RunningRoutes running;
    private final Revisions revisions;
    private final CamelContext camel;

    RoutesApi(Publisher publisher, RunningRoutes running, Revisions revisions, CamelContext camel) {
        this.publisher = publisher;
        this.running = running;
        this.revisions = revisions;
        this.camel = camel;
    }

    /** All routes by name, the revision that runs, what became of the last edit, and what other instances run. */
    public ObjectNode list() {
        ObjectNode json = JSON.objectNode().put("revision", publisher.revision());
        Publication latest = publisher.latest();
        json.set("latest_edit", latest == null ? null : RevisionsApi.json(latest));
        ArrayNode instances = json.putArray("instances");
        revisions
                .instances()
                .forEach((name, revision) ->
                        instances.addObject().put("instance", name).put("revision", revision));
        ArrayNode items = json.putArray("items");
        running.published().routes().map(this::json).forEach(items::add);
        return json;
    }

    /** Who hands over to whom. */
    public ObjectNode graph() {
        return RouteGraph.of(running.published());
    }

    private ObjectNode json(Declaration route) {
        String id = running.id(route.id());
        Mark mark = route.text().places().get(route.pointer());
        ServiceStatus status = camel.getRouteController().getRouteStatus(id);
        RouteRuns runs = running.runs(route.id());
        ObjectNode json = JSON.objectNode()
                .put("id", route.id())
                .put("description", route.content().path("description").asText(null))
                .put("note", route.content().path("note").asText(null))
                .put("file", route.text().file())
                .put("line", mark == null ? 1 : mark.getLine() + 1)
                .put("input", RouteGraph.input(route))
                .put("revision", RouteNames.revision(id).orElse(publisher.firstRevision()))
                .put("state", status == null ? "missing" : status.name().toLowerCase(Locale.ROOT))
                .put("runs", runs.count())
                .put("failures", runs.failures())
                .put("mean_ms", round(runs.meanMillis()))
                .put("p99_ms", round(runs.p99Millis()))
                .put("in_flight", camel.getInflightRepository().size(id));
        RouteRuns.LastError last = runs.lastError();
        if (last == null) {
            return json.putNull("last_error");
        }
        json.putObject("last_error")
                .put("at", last.at().toString())
                .put("kind", last.kind())
                .put("message", last.message());
        return json;
    }

    private static double round(double millis) {
        return Math.round(millis * 100) / 100.0;
    }
}
