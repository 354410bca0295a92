package dev.caravan.rehearsal;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.NamedNode;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.LoadBalanceDefinition;
import org.apache.camel.model.OtherwiseDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.WhenDefinition;
import org.jspecify.annotations.Nullable;

/** Which branches the routes have, and which of them were entered. */
final class Coverage {

    private final SortedMap<Branch, Boolean> branches = new TreeMap<>();
    private final Set<String> routes = new TreeSet<>();
    private final Set<String> entered = new TreeSet<>();

    /**
     * One way to go on.
     *
     * @param line where it begins in its file
     * @param kind {@code when}, {@code otherwise}, {@code doCatch}, {@code filter} or {@code failover}
     */
    record Branch(String route, int line, String kind) implements Comparable<Branch> {

        @Override
        public int compareTo(Branch other) {
            int byRoute = route.compareTo(other.route);
            int byLine = byRoute != 0 ? byRoute : Integer.compare(line, other.line);
            return byLine != 0 ? byLine : kind.compareTo(other.kind);
        }
    }

    /** Notes the branch that a step begins, if it begins one. */
    @Nullable
    Branch add(NamedNode step) {
        if (!(step instanceof ProcessorDefinition<?> definition)) {
            return null;
        }
        RouteDefinition route = ProcessorDefinitionHelper.getRoute(definition);
        if (route == null) {
            return null;
        }
        routes.add(route.getRouteId());
        ProcessorDefinition<?> parent = definition.getParent();
        String kind = kind(parent);
        boolean begins = parent instanceof LoadBalanceDefinition
                || parent != null
                        && !parent.getOutputs().isEmpty()
                        && parent.getOutputs().get(0) == definition;
        if (kind == null || !begins) {
            return null;
        }
        Branch branch = new Branch(route.getRouteId(), definition.getLineNumber(), kind);
        branches.putIfAbsent(branch, false);
        return branch;
    }

    private static @Nullable String kind(@Nullable NamedNode parent) {
        if (parent instanceof WhenDefinition) {
            return "when";
        }
        if (parent instanceof OtherwiseDefinition) {
            return "otherwise";
        }
        if (parent instanceof CatchDefinition) {
            return "doCatch";
        }
        if (parent instanceof FilterDefinition) {
            return "filter";
        }
        return parent instanceof LoadBalanceDefinition ? "failover" : null;
    }

    void enter(Branch branch) {
        branches.put(branch, true);
    }

    void enter(Collection<String> run) {
        entered.addAll(run);
    }

    /** Routes that no test ran. */
    Set<String> unrun() {
        Set<String> unrun = new TreeSet<>(routes);
        unrun.removeAll(entered);
        return unrun;
    }

    Map<Branch, Boolean> branches() {
        return branches;
    }
}
