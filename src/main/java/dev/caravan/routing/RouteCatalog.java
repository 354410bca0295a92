package dev.caravan.routing;

import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.stereotype.Component;

/** What the loaded routes offer. A channel or a policy exists because a route of its name does, and for no other reason. */
@Component
public class RouteCatalog {

    private static final String CHANNEL = "channel-";
    private static final String POLICY = "policy-";

    /** The policy for channels that a request lists itself; not one that it can name. */
    private static final String LISTED = "listed";

    private final CamelContext camel;

    /** @param camel whose routes count */
    public RouteCatalog(CamelContext camel) {
        this.camel = camel;
    }

    public boolean hasChannel(String name) {
        return has(CHANNEL + name);
    }

    public boolean hasPolicy(String name) {
        return has(POLICY + name) && !name.equals(LISTED);
    }

    /** Names of the channels: {@code email} for the route {@code channel-email}. */
    public SortedSet<String> channels() {
        return named(CHANNEL);
    }

    /** Names of the policies that a request may name: {@code default} for the route {@code policy-default}. */
    public SortedSet<String> policies() {
        SortedSet<String> policies = named(POLICY);
        policies.remove(LISTED);
        return policies;
    }

    /** What the ids of the routes that begin with a prefix say after it. */
    public SortedSet<String> named(String prefix) {
        SortedSet<String> names = new TreeSet<>();
        for (Route route : camel.getRoutes()) {
            String name = RouteNames.name(route.getRouteId());
            if (name.startsWith(prefix)) {
                names.add(name.substring(prefix.length()));
            }
        }
        return names;
    }

    private boolean has(String name) {
        return camel.getComponent("direct", Direct.class).isServed(name);
    }
}
