package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.rehearsal.RouteTests.Outcome;
import dev.caravan.rehearsal.RouteTests.Report;
import dev.caravan.routing.Finding;
import dev.caravan.routing.RefusedRoutes;
import dev.caravan.routing.RevisionsApi;
import dev.caravan.routing.RouteChecks;
import dev.caravan.routing.RouteDraft;
import dev.caravan.routing.RouteFiles;
import dev.caravan.routing.RunningRoutes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The tests of the routes that run here, and what they say of a draft. */
@Component("routeTestRuns")
public class RouteTestsApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int RETRY_SECONDS = 5;

    private final RouteTests tests;
    private final RouteChecks checks;
    private final RunningRoutes running;
    /** All tests at once take a second context of routes, of which there is not to be a third. */
    private final ReentrantLock one = new ReentrantLock();

    private volatile @Nullable Known known;

    private record Known(RouteFiles files, List<TestCase> cases) {}

    RouteTestsApi(RouteTests tests, RouteChecks checks, RunningRoutes running) {
        this.tests = tests;
        this.checks = checks;
        this.running = running;
    }

    /** The cases that stand beside the routes, with the routes that each ran through since the start. */
    public ObjectNode list() throws RefusedRoutes {
        Known now = known;
        RouteFiles files = running.files();
        if (now == null || now.files() != files) {
            now = new Known(files, tests.cases(files));
            known = now;
        }
        ObjectNode json = JSON.objectNode();
        ArrayNode items = json.putArray("items");
        for (TestCase test : now.cases()) {
            ObjectNode item = items.addObject()
                    .put("file", test.text().file())
                    .put("line", test.finding("", "", null).line())
                    .put("case", test.name())
                    .put("note", test.at("note").asText(null));
            tests.routes(test).stream().sorted().forEach(item.putArray("routes")::add);
        }
        return json;
    }

    /**
     * Runs all tests of a draft; with an empty one, of what runs here.
     *
     * @throws Problem 400 if it is none, 409 while tests are running for somebody else
     */
    public ObjectNode run(@Body JsonNode body) {
        RouteDraft draft = RouteDraft.read(body);
        if (body.has("level")) {
            throw Problem.invalid("level", "is not a field of this request");
        }
        if (!one.tryLock()) {
            throw Problem.conflictRetry("The tests are being run for somebody else.", RETRY_SECONDS);
        }
        try {
            return run(draft.on(running.files()));
        } finally {
            one.unlock();
        }
    }

    private ObjectNode run(RouteFiles files) {
        long begun = System.nanoTime();
        ObjectNode json = JSON.objectNode();
        Report report;
        List<Finding> unfit;
        try {
            checks.rules(files);
            report = tests.run(files);
            unfit = List.of();
        } catch (RefusedRoutes e) {
            report = new Report(List.of(), List.of(), 0, Set.of());
            unfit = e.findings();
        } catch (Exception e) {
            report = new Report(List.of(), List.of(), 0, Set.of());
            unfit = List.of(new Finding(".", 1, 1, "the routes cannot be built: " + innermost(e), "check them first"));
        }
        long failed = report.outcomes().stream()
                .filter(outcome -> !outcome.findings().isEmpty())
                .count();
        json.put("passed", failed == 0 && unfit.isEmpty())
                .put("cases", report.outcomes().size())
                .put("failed", failed)
                .put("duration_ms", Duration.ofNanos(System.nanoTime() - begun).toMillis());
        unfit.forEach(finding -> json.withArray("findings").add(RevisionsApi.json(finding)));
        json.withArray("findings");
        ArrayNode items = json.putArray("items");
        report.outcomes().forEach(outcome -> items.add(json(outcome)));
        json.put("branches", report.branches());
        report.missed().forEach(json.putArray("missed")::add);
        report.unrun().forEach(json.putArray("unrun")::add);
        return json;
    }

    private static ObjectNode json(Outcome outcome) {
        ObjectNode json = JSON.objectNode()
                .put("file", outcome.file())
                .put("line", outcome.line())
                .put("case", outcome.name())
                .put("passed", outcome.findings().isEmpty())
                .put("duration_ms", outcome.took().toMillis());
        outcome.routes().stream().sorted().forEach(json.putArray("routes")::add);
        ArrayNode findings = json.putArray("findings");
        outcome.findings().forEach(finding -> findings.add(RevisionsApi.json(finding)));
        return json;
    }

    private static String innermost(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
