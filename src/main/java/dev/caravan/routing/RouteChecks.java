package dev.caravan.routing;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** All that a set of route files must pass before it runs: each check only if those before found nothing. */
@Component
public class RouteChecks {

    private final CamelContext running;
    private final EditTests tests;
    private final Set<String> moreComponents;
    private @Nullable Rehearsal rehearsal;
    private long usedAt;

    RouteChecks(
            CamelContext running, EditTests tests, @Value("${caravan.route-components}") Set<String> moreComponents) {
        this.running = running;
        this.tests = tests;
        this.moreComponents = moreComponents;
    }

    /**
     * Reads the files and holds them to Camel's schema and to the house rules.
     *
     * @param known has passed: of what did not change, only what it depends on is looked at again
     */
    RouteSet read(RouteFiles files, RouteSet known) throws RefusedRoutes {
        RouteSet set = RouteSet.read(files, known);
        List<Finding> findings = new ArrayList<>();
        List<RouteText> changed = set.texts().values().stream()
                .filter(text -> text != known.texts().get(text.file()))
                .toList();
        if (!changed.isEmpty()) {
            SchemaCheck schema = new SchemaCheck();
            changed.forEach(text -> findings.addAll(schema.check(text)));
        }
        refuseIfAny(findings);
        findings.addAll(NamingRules.check(set));
        findings.addAll(SafetyRules.check(set, moreComponents));
        findings.addAll(QueueRules.check(set));
        findings.addAll(ReferenceRules.check(set, running));
        refuseIfAny(findings);
        return set;
    }

    /**
     * Looks for all that would keep a set of files from running, but for its tests.
     *
     * @throws RefusedRoutes telling all of it
     */
    public void check(RouteFiles files) throws RefusedRoutes {
        build(read(files, RouteSet.NONE));
    }

    /** Holds the files to Camel's schema and to the house rules, of which some are for safety: before anything is made of them. */
    public void rules(RouteFiles files) throws RefusedRoutes {
        read(files, RouteSet.NONE);
    }

    /** A line for each route: its name, where it stands, and what it says of itself. */
    public List<String> describe(RouteFiles files) throws RefusedRoutes {
        return RouteSet.read(files, RouteSet.NONE)
                .routes()
                .map(route -> {
                    Finding place = route.at("", "", null);
                    return "%-32s %s:%d  %s"
                            .formatted(
                                    route.id(),
                                    place.file(),
                                    place.line(),
                                    route.content().path("description").asText());
                })
                .toList();
    }

    /** Builds and starts the whole set, beside what runs, and runs the tests that its difference to that touches. */
    synchronized void rehearse(RouteSet set, RouteSet before) throws RefusedRoutes {
        refuseIfAny(tests.run(
                build(set), set.files(), set.touchedSince(before), set.files().changedSince(before.files())));
    }

    /** Builds and starts the whole set, beside what runs. */
    void buildable(RouteSet set) throws RefusedRoutes {
        build(set);
    }

    /** What keeps the tests among the files from being read. */
    List<Finding> unreadableTests(RouteFiles files) {
        return tests.unreadable(files);
    }

    /** From the second time on, only what differs from the last is built. */
    private synchronized Rehearsal build(RouteSet set) throws RefusedRoutes {
        Rehearsal last = rehearsal;
        rehearsal = null;
        usedAt = System.nanoTime();
        try {
            if (last != null && last.canBecome(set)) {
                last.become(set);
                rehearsal = last;
            } else {
                close(last);
                rehearsal = Rehearsal.of(set, running, tests.play());
            }
            return rehearsal;
        } catch (Exception e) {
            close(last);
            throw new RefusedRoutes(List.of(finding(set, e)));
        }
    }

    /** Lets go of what the next rehearsal would be quicker with. */
    @PreDestroy
    synchronized void forget() {
        close(rehearsal);
        rehearsal = null;
    }

    /** As {@link #forget}, once nobody has edited for so long. */
    synchronized void forgetUnlessUsedFor(Duration time) {
        if (rehearsal != null && System.nanoTime() - usedAt > time.toNanos()) {
            forget();
        }
    }

    private static void close(@Nullable Rehearsal rehearsal) {
        if (rehearsal != null) {
            rehearsal.close();
        }
    }

    private static void refuseIfAny(List<Finding> findings) throws RefusedRoutes {
        if (!findings.isEmpty()) {
            throw new RefusedRoutes(findings);
        }
    }

    /** Where the fault is, as near as what Camel says lets one tell. */
    static Finding finding(RouteSet set, Throwable fault) {
        String id = "";
        String culprit = "";
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException e) {
                id = e.getRouteId();
            } else if (cause instanceof FailedToStartRouteException e) {
                id = e.getRouteId();
            } else if (cause instanceof ResolveEndpointFailedException e) {
                culprit = e.getUri();
            } else if (cause instanceof SimpleIllegalSyntaxException e) {
                culprit = e.getExpression();
            }
        }
        String route = RouteNames.name(id);
        String text = culprit;
        return set.routes()
                .filter(declared -> declared.id().equals(route))
                .findFirst()
                .map(declared ->
                        declared.text().at(place(declared, text).orElse(declared.pointer()), words(fault), null))
                .or(() -> anywhere(set, text, words(fault)))
                .orElseGet(() -> new Finding(".", 1, 1, words(fault), null));
    }

    /** Of an endpoint that comes to be before its route does, Camel does not say the route's name. */
    private static Optional<Finding> anywhere(RouteSet set, String culprit, String reason) {
        return set.routes()
                .flatMap(declared ->
                        place(declared, culprit).map(pointer -> declared.text().at(pointer, reason, null)).stream())
                .findFirst();
    }

    /** @param culprit an endpoint or an expression, with its placeholders resolved; empty if that is not known */
    private static Optional<String> place(RouteSet.Declaration declared, String culprit) {
        return declared.text().scalars(declared.pointer()).stream()
                .filter(scalar -> !culprit.isEmpty() && same(scalar.text(), culprit))
                .map(RouteText.Scalar::pointer)
                .findFirst();
    }

    private static boolean same(String written, String resolved) {
        String known = written.replace("://", ":").replaceFirst("(?s)(\\?|\\{\\{).*", "");
        return written.equals(resolved)
                || known.matches("[a-z][a-z0-9+.-]*:.*")
                        && resolved.replace("://", ":").startsWith(known);
    }

    private static String words(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = String.valueOf(root.getMessage());
        int reason = said.indexOf(" due to: ");
        return (reason < 0 ? said : said.substring(reason + " due to: ".length()))
                .replaceAll("\\s+", " ")
                .strip();
    }
}
