package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.RehearsedDeliveries;
import dev.caravan.provider.PlayedProvider;
import dev.caravan.routing.EditTests;
import dev.caravan.routing.Finding;
import dev.caravan.routing.Play;
import dev.caravan.routing.RefusedRoutes;
import dev.caravan.routing.Rehearsal;
import dev.caravan.routing.RouteFiles;
import dev.caravan.sms.SmsAccounts;
import dev.caravan.template.RehearsedTemplates;
import dev.caravan.webhook.Targets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tests that stand beside the routes. Whatever is configured, they run with both SMS providers, smsc first, and with the
 * retries that Caravan comes with, so that a test means the same everywhere.
 */
@Component
public class RouteTests implements EditTests {

    private static final Map<String, String> SETTINGS = Map.of(
            "caravan.sms.first", "smsc",
            "caravan.sms.second", "probe",
            "caravan.sms.failovers", "1",
            "caravan.blip.retries", "2",
            "caravan.smtp.host", "smtp.invalid",
            "caravan.smtp.port", "25",
            "caravan.retention-days", "90",
            "caravan.webhook.keep-days", "30",
            "caravan.audit.keep-days", "365");

    private final CamelContext running;
    private final List<PlayedProvider> providers;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ObjectProvider<Targets> targets;
    private final Clock clock;
    /** Case to the routes that it ran through when it was last run. */
    private final Map<String, Set<String>> routes = new ConcurrentHashMap<>();

    RouteTests(
            CamelContext running,
            List<PlayedProvider> providers,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ObjectProvider<Targets> targets,
            Clock clock) {
        this.running = running;
        this.providers = providers;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.targets = targets;
        this.clock = clock;
    }

    /**
     * One case, and what it found; nothing: it holds.
     *
     * @param line where it begins in its file
     * @param routes that it ran through
     */
    public record Outcome(
            String file, String name, int line, Duration took, Set<String> routes, List<Finding> findings) {}

    /**
     * What all tests of a set of files came to.
     *
     * @param missed branches that no test entered, as lines for people to read
     * @param branches how many there are
     * @param unrun routes that no test ran
     */
    public record Report(List<Outcome> outcomes, List<String> missed, int branches, Set<String> unrun) {}

    @Override
    public Play play() {
        RehearsedTemplates templates = new RehearsedTemplates(jdbc, transaction, clock, false);
        return new Stage(
                providers,
                templates,
                RehearsedDeliveries.of(
                        templates.renderer(), GivenRetries.SHIPPED.rounds(), GivenRetries.SHIPPED.backoff(), clock),
                targets.getObject(),
                SmsAccounts.invented(clock),
                SETTINGS,
                clock);
    }

    @Override
    public List<Finding> unreadable(RouteFiles files) {
        try {
            TestCase.read(files);
            return List.of();
        } catch (RefusedRoutes e) {
            return e.findings();
        }
    }

    @Override
    public List<Finding> run(Rehearsal rehearsal, RouteFiles files, Set<String> changed, Set<String> paths) {
        List<Finding> findings = new ArrayList<>();
        try {
            for (TestCase test : TestCase.read(files)) {
                Set<String> known = routes.get(test.key());
                boolean touched =
                        known == null || paths.contains(test.text().file()) || !Collections.disjoint(known, changed);
                if (touched) {
                    findings.addAll(run(rehearsal, (Stage) rehearsal.play(), test));
                }
            }
        } catch (RefusedRoutes e) {
            findings.addAll(e.findings());
        }
        return findings;
    }

    /**
     * Runs all tests.
     *
     * @throws RefusedRoutes if a test cannot be read
     * @throws Exception if the routes cannot be built
     */
    public Report run(RouteFiles files) throws Exception {
        List<TestCase> cases = TestCase.read(files);
        List<Outcome> outcomes = new ArrayList<>();
        Stage stage = (Stage) play();
        try (Rehearsal rehearsal = Rehearsal.of(files, running, stage)) {
            for (TestCase test : cases) {
                outcomes.add(outcome(rehearsal, stage, test));
            }
        }
        List<String> missed = stage.coverage().branches().entrySet().stream()
                .filter(branch -> !branch.getValue())
                .map(branch -> branch.getKey().route() + ", line "
                        + branch.getKey().line() + ": " + branch.getKey().kind())
                .toList();
        return new Report(
                outcomes,
                missed,
                stage.coverage().branches().size(),
                stage.coverage().unrun());
    }

    /**
     * A walk through routes that run nowhere, under the settings of tests.
     *
     * @throws Exception if the routes cannot be built
     */
    public Walkthrough walkthrough(RouteFiles files) throws Exception {
        Stage stage = (Stage) play();
        return new Walkthrough(Rehearsal.of(files, running, stage), stage);
    }

    /**
     * What a file says that there is to be explained: a request, or, where it has the key {@code request}, all that a test's
     * {@code given} can have but the words of providers and steps.
     *
     * @throws RefusedRoutes telling what cannot be read, with its place
     */
    public static JsonNode given(String text) throws RefusedRoutes {
        return TestCase.explained(text);
    }

    /** The cases of these files. @throws RefusedRoutes if one cannot be read */
    List<TestCase> cases(RouteFiles files) throws RefusedRoutes {
        return TestCase.read(files);
    }

    /** The routes that a case ran through since this instance started; empty if it was not run yet. */
    Set<String> routes(TestCase test) {
        return routes.getOrDefault(test.key(), Set.of());
    }

    private List<Finding> run(Rehearsal rehearsal, Stage stage, TestCase test) {
        return outcome(rehearsal, stage, test).findings();
    }

    private Outcome outcome(Rehearsal rehearsal, Stage stage, TestCase test) {
        long begun = System.nanoTime();
        Set<String> entered = Set.of();
        List<Finding> findings;
        try {
            CaseRun.Result result = new CaseRun(rehearsal, stage).run(test);
            entered = result.routes();
            // Those of before stay: the edit that made it run otherwise may never go live.
            routes.merge(
                    test.key(),
                    entered,
                    (known, more) ->
                            Stream.concat(known.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()));
            findings = Comparison.of(test, result.seen());
        } catch (Problem e) {
            findings = List.of(
                    test.finding("/given", "test '" + test.name() + "': " + e.detail() + " " + e.errors(), null));
        }
        return new Outcome(
                test.text().file(),
                test.name(),
                test.finding("", "", null).line(),
                Duration.ofNanos(System.nanoTime() - begun),
                entered,
                findings);
    }
}
