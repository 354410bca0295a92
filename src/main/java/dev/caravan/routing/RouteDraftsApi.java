package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Edits of the routes from elsewhere than the folder: the files as they run, what a draft would do, and bringing it live. */
@Component("routeDrafts")
public class RouteDraftsApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How far a draft is checked: as one types, on demand, and as the publisher does it. */
    private static final Set<String> LEVELS = Set.of("rules", "build", "tests");

    private final Publisher publisher;
    private final RunningRoutes running;
    private final RouteChecks checks;

    RouteDraftsApi(Publisher publisher, RunningRoutes running, RouteChecks checks) {
        this.publisher = publisher;
        this.running = running;
        this.checks = checks;
    }

    /** All files that run here, and whether they can be edited by {@link #publish}. */
    public ObjectNode files() {
        String locked = publisher.locked();
        ObjectNode json = JSON.objectNode()
                .put("revision", publisher.revision())
                .put("editable", locked == null)
                .put("locked", locked);
        ObjectNode files = json.putObject("files");
        running.files().texts().forEach(files::put);
        return json;
    }

    /**
     * What would become of a draft; nothing changes by that.
     *
     * @throws Problem 400 if it is none
     */
    public ObjectNode check(@Body JsonNode body) {
        RouteDraft draft = RouteDraft.read(body);
        String level = body.path("level").asText("tests");
        if (!LEVELS.contains(level)) {
            throw Problem.invalid("level", "must be one of rules, build, tests");
        }
        RouteSet now = running.published();
        RouteFiles files = draft.on(now.files());
        ObjectNode json = JSON.objectNode();
        Set<String> touched = new TreeSet<>();
        List<Finding> findings = List.of();
        try {
            RouteSet set = checks.read(files, now);
            touched = set.touchedSince(now);
            findings = checks.unreadableTests(files);
            if (findings.isEmpty() && level.equals("build")) {
                checks.buildable(set);
            } else if (findings.isEmpty() && level.equals("tests")) {
                checks.rehearse(set, now);
            }
        } catch (RefusedRoutes e) {
            findings = e.findings();
        }
        json.put("valid", findings.isEmpty()).put("level", level).put("against", publisher.revision());
        ArrayNode found = json.putArray("findings");
        findings.forEach(finding -> found.add(RevisionsApi.json(finding)));
        ArrayNode paths = json.putArray("files");
        files.changedSince(now.files()).forEach(paths::add);
        ArrayNode routes = json.putArray("routes");
        touched.forEach(routes::add);
        return json.put("diff", RouteDiff.of(now.files(), files));
    }

    /**
     * Brings a draft live if nothing speaks against it, and writes its files to the folder.
     *
     * @throws Problem 400 if it is none, 403 if the routes are not to be edited here, 409 if what it changes was changed since
     */
    public ObjectNode publish(@Body JsonNode body, @Variable("caller") @Nullable String caller) {
        RouteDraft draft = RouteDraft.read(body);
        if (body.has("level")) {
            throw Problem.invalid("level", "is not a field of this request");
        }
        if (draft.changes().isEmpty()) {
            throw Problem.invalid("files", "must hold the files to change");
        }
        return RevisionsApi.json(publisher.edit(draft, caller == null || caller.isEmpty() ? "api" : caller));
    }
}
