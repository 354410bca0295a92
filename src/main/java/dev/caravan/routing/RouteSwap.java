package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.routing.RouteSet.Declaration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Puts other routes in the place of those that run, only where they differ, and so that whoever calls one always finds it:
 * what is new comes first, then what took over, what consumes from outside last. Those replaced finish what they hold.
 */
@Component
class RouteSwap {

    /** One step of a swap that can be taken back. */
    private interface Undo {

        void run() throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);

    private final CamelContext context;
    private final Model model;
    private final RunningRoutes running;
    private final RetiredRoutes retired;

    RouteSwap(CamelContext context, RunningRoutes running, RetiredRoutes retired) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.running = running;
        this.retired = retired;
    }

    /**
     * Swaps what differs.
     *
     * @return names of the routes that were swapped in
     * @throws Exception if one did not start; then all is as before
     */
    Set<String> run(RouteSet from, RouteSet to, long revision) throws Exception {
        Set<String> files = affected(from, to);
        Map<String, String> texts = new TreeMap<>(to.files().routes());
        texts.keySet().retainAll(files);
        Deque<Undo> undos = new ArrayDeque<>();
        List<String> replaced = new ArrayList<>();
        try {
            RouteLoader loader = new RouteLoader(context).load(texts);
            if (!changedPolicies(from, to).isEmpty()) {
                replacePolicies(to, undos);
            }
            List<RouteDefinition> routes = new ArrayList<>(loader.routes());
            routes.addAll(loader.operations());
            routes.sort(Comparator.comparingInt(this::turn));
            Set<String> names =
                    routes.stream().map(RouteDefinition::getRouteId).collect(Collectors.toCollection(TreeSet::new));
            for (RouteDefinition route : routes) {
                swapIn(route, loader, revision, undos, replaced);
            }
            from.routes()
                    .filter(route -> files.contains(route.text().file()) && !names.contains(route.id()))
                    .forEach(gone -> {
                        replaced.add(running.id(gone.id()));
                        running.remove(gone.id());
                    });
            replaced.forEach(retired::add);
            return names;
        } catch (Exception e) {
            undo(undos);
            throw e;
        }
    }

    /** Names of the routes that differ, of both sets, or that depend on something that does. */
    static Set<String> touched(RouteSet from, RouteSet to) {
        Set<String> files = affected(from, to);
        return Stream.concat(from.routes(), to.routes())
                .filter(route -> files.contains(route.text().file()))
                .map(Declaration::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Files with routes that differ, or that depend on something that does. */
    private static Set<String> affected(RouteSet from, RouteSet to) {
        Set<String> changed = to.files().changedSince(from.files());
        Set<String> affected = new TreeSet<>(changed);
        to.files().routes().forEach((path, text) -> {
            boolean statement = changed.stream().anyMatch(file -> file.endsWith(".sql") && text.contains(file));
            boolean description = changed.contains(RouteFolder.DESCRIPTION) && text.contains(RouteFolder.DESCRIPTION);
            if (statement || description) {
                affected.add(path);
            }
        });
        Set<String> policies = changedPolicies(from, to);
        to.routes()
                .filter(route -> policies.contains("")
                        || policies.contains(
                                route.content().path("routeConfigurationId").asText()))
                .forEach(route -> affected.add(route.text().file()));
        return affected;
    }

    /** Ids of the error policies that differ; empty for the nameless one, which holds for every route. */
    private static Set<String> changedPolicies(RouteSet from, RouteSet to) {
        Map<String, JsonNode> before = policies(from);
        Map<String, JsonNode> after = policies(to);
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(id -> Objects.equals(before.get(id), after.get(id)));
        return changed;
    }

    private static Map<String, JsonNode> policies(RouteSet set) {
        return set.declarations().stream()
                .filter(declared -> declared.kind().equals("routeConfiguration"))
                .collect(Collectors.toMap(Declaration::id, Declaration::content, (one, other) -> other));
    }

    /** They work on the routes that are made from now on, which all of them will be. */
    private void replacePolicies(RouteSet to, Deque<Undo> undos) throws Exception {
        List<RouteConfigurationDefinition> policies = model.getRouteConfigurationDefinitions();
        List<RouteConfigurationDefinition> before = List.copyOf(policies);
        undos.push(() -> {
            policies.clear();
            policies.addAll(before);
        });
        policies.clear();
        new RouteLoader(context).load(to.files().routes()).policies();
    }

    /** What nobody can call yet comes first, what brings work last. */
    private int turn(RouteDefinition route) {
        if (!route.getInput().getEndpointUri().startsWith("direct:")) {
            return 2;
        }
        return context.getRoute(running.id(route.getRouteId())) == null ? 0 : 1;
    }

    private void swapIn(
            RouteDefinition route, RouteLoader loader, long revision, Deque<Undo> undos, List<String> replaced)
            throws Exception {
        String name = route.getRouteId();
        String before = running.id(name);
        Route old = context.getRoute(before);
        route.setId(RouteNames.id(name, revision));
        loader.finish(route);
        if (old != null) {
            replaced.add(before);
            if (!sharesItsInput(old.getEndpoint())) {
                undos.push(() -> context.getRouteController().startRoute(before));
                retired.stop(before);
            }
        }
        undos.push(() -> {
            running.set(name, before);
            context.getRouteController().stopRoute(route.getRouteId());
            model.removeRouteDefinition(route);
        });
        model.addRouteDefinition(route);
        running.set(name, route.getRouteId());
    }

    private static boolean sharesItsInput(Endpoint input) {
        return input instanceof MultipleConsumersSupport shared && shared.isMultipleConsumersSupported();
    }

    private static void undo(Deque<Undo> undos) {
        for (Undo undo : undos) {
            try {
                undo.run();
            } catch (Exception e) {
                LOG.error("A step of a failed edit of the routes could not be taken back", e);
            }
        }
    }
}
