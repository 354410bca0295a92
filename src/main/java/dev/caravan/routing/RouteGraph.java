package dev.caravan.routing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.routing.RouteSet.Declaration;
import dev.caravan.routing.RouteText.Scalar;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who hands over to whom, read from the endpoints that the routes consume from and send to. A target that is only known when a
 * message comes, {@code direct:policy-${variable.policy}}, leads to each route that it can mean.
 */
final class RouteGraph {

    private record Edge(String from, String to) {}

    private static final Pattern ENDPOINT = Pattern.compile("^[a-z][a-z0-9+.-]*:[^\\s]+$|^\\{\\{[^}]+}}[^\\s]*$");
    private static final Set<String> KEYS = Set.of("uri", "to", "toD", "wireTap", "enrich", "pollEnrich");
    private static final Pattern OPEN = Pattern.compile("\\$\\{[^}]*}|\\{\\{[^}]*}}");

    /** What is put in when a message comes: a part of a name, which has no dots. */
    private static final String PART = "[^.]+";

    private final Set<String> routes = new TreeSet<>();
    private final Set<String> endpoints = new TreeSet<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    /** Input to the routes that consume from it. */
    private final Map<String, Set<String>> inputs = new TreeMap<>();

    /** Error policies by their ids: a step of theirs is one of each route that names them. */
    private final Map<String, Declaration> policies = new TreeMap<>();

    private RouteGraph(List<Declaration> declared, List<Declaration> all) {
        all.stream()
                .filter(other -> other.kind().equals("routeConfiguration"))
                .forEach(policy -> policies.put(policy.id(), policy));
        for (Declaration route : declared) {
            routes.add(route.id());
            inputs.computeIfAbsent(path(input(route)), unknown -> new TreeSet<>())
                    .add(route.id());
        }
        declared.forEach(this::edges);
    }

    /** Nodes {@code {id, kind}}, where the kind is {@code route} or {@code endpoint}, and edges {@code {from, to}}. */
    static ObjectNode of(RouteSet set) {
        RouteGraph graph = new RouteGraph(set.routes().toList(), set.declarations());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = json.putArray("nodes");
        graph.routes.forEach(id -> nodes.addObject().put("id", id).put("kind", "route"));
        graph.endpoints.forEach(uri -> nodes.addObject().put("id", uri).put("kind", "endpoint"));
        ArrayNode edges = json.putArray("edges");
        graph.edges.forEach(edge -> edges.addObject().put("from", edge.from()).put("to", edge.to()));
        return json;
    }

    static String input(Declaration route) {
        return route.content().path("from").path("uri").asText();
    }

    private void edges(Declaration route) {
        if (!input(route).startsWith("direct:")) {
            String outside = path(input(route));
            endpoints.add(outside);
            edges.add(new Edge(outside, route.id()));
        }
        targets(route, route.id());
        Declaration policy =
                policies.get(route.content().path("routeConfigurationId").asText());
        if (policy != null) {
            targets(policy, route.id());
        }
    }

    private void targets(Declaration declared, String from) {
        for (Scalar scalar : declared.text().scalars(declared.pointer())) {
            boolean input = scalar.pointer().equals(declared.pointer() + "/from/uri");
            if (!input && KEYS.contains(scalar.key())) {
                String uri = scalar.text().matches("https?") ? web(declared, scalar) : scalar.text();
                if (ENDPOINT.matcher(uri).matches()) {
                    target(from, path(uri));
                }
            }
        }
    }

    /** The address of an HTTP endpoint whose parts stand beside its scheme. */
    private static String web(Declaration declared, Scalar scheme) {
        String beside = scheme.pointer().replaceFirst("/[^/]*$", "/parameters/httpUri");
        String address = declared.text().tree().at(beside).asText();
        return address.matches("https?:.*") || address.isEmpty() ? address : scheme.text() + "://" + address;
    }

    private void target(String from, String uri) {
        Pattern meant = Pattern.compile(literal(uri));
        Set<String> reached = inputs.entrySet().stream()
                .filter(input -> meant.matcher(input.getKey()).matches())
                .flatMap(input -> input.getValue().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!reached.isEmpty() && uri.startsWith("direct:")) {
            reached.forEach(to -> edges.add(new Edge(from, to)));
            return;
        }
        // Queues: the routes that consume from them have an edge of their own.
        Set<String> outside = inputs.keySet().stream()
                .filter(input -> meant.matcher(input).matches())
                .collect(Collectors.toCollection(TreeSet::new));
        (outside.isEmpty() ? Set.of(uri) : outside).forEach(endpoint -> {
            endpoints.add(endpoint);
            edges.add(new Edge(from, endpoint));
        });
    }

    /** The text itself, with anything in the place of what is not known yet. */
    private static String literal(String uri) {
        return Arrays.stream(OPEN.split(uri, -1)).map(Pattern::quote).collect(Collectors.joining(PART));
    }

    private static String path(String uri) {
        return uri.replaceFirst("(?s)\\?.*", "");
    }
}
