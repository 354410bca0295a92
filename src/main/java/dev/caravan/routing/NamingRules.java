package dev.caravan.routing;

import dev.caravan.routing.RouteSet.Declaration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** House rules: whoever looks for a route finds its file, knows what it is for, and which error policy it has. */
final class NamingRules {

    private static final String POLICIES = "policies.camel.yaml";

    private NamingRules() {}

    static List<Finding> check(RouteSet set) {
        List<Finding> findings = new ArrayList<>();
        Set<String> policies = set.declarations().stream()
                .filter(declared -> declared.kind().equals("routeConfiguration"))
                .map(Declaration::id)
                .collect(Collectors.toSet());
        Map<String, Declaration> ids = new HashMap<>();
        set.routes().forEach(route -> {
            name(route, findings);
            if (!route.content().path("description").isTextual()) {
                findings.add(route.at("", "the route has no description", "say in one sentence what it does"));
            }
            String policy = route.content().path("routeConfigurationId").asText();
            if (!policy.isEmpty() && !policies.contains(policy)) {
                findings.add(route.at(
                        "/routeConfigurationId",
                        "there is no error policy '" + policy + "'",
                        POLICIES + " has " + known(policies)));
            }
            Declaration other = ids.putIfAbsent(route.id(), route);
            if (other != null && !route.id().isEmpty()) {
                findings.add(route.at(
                        "/id",
                        "the id '" + route.id() + "' is taken by a route in "
                                + other.text().file(),
                        null));
            }
        });
        if (!policies.contains("")) {
            findings.add(new Finding(
                    POLICIES,
                    1,
                    1,
                    "no nameless routeConfiguration hands failures to the caller",
                    "one without an id, whose errorHandler is noErrorHandler"));
        }
        return findings;
    }

    private static void name(Declaration route, List<Finding> findings) {
        if (route.id().isEmpty()) {
            findings.add(route.at("", "the route has no id", "give it the name of its file"));
            return;
        }
        boolean channel =
                route.text().file().startsWith("channels/") && !route.stem().contains("-");
        String expected = channel ? "channel-" + route.stem() : route.stem();
        if (!route.stem().matches("(.+-)?api") && !route.id().equals(expected)) {
            findings.add(route.at(
                    "/id",
                    "the id '" + route.id() + "' is not the name of the file",
                    "call it '" + expected + "', or move it to a file of its name"));
        }
    }

    private static String known(Set<String> policies) {
        return policies.stream().filter(id -> !id.isEmpty()).sorted().collect(Collectors.joining(", "));
    }
}
