package dev.caravan.console.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Operations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** What runs: as a graph, as a list, and one route with all that is known of it. */
@Controller
@RequestMapping("/console/routes")
class RoutePages {

    private final Operations operations;

    RoutePages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String graph(Model model) {
        JsonNode routes = routes();
        model.addAttribute("routes", routes);
        model.addAttribute("folders", folders(routes));
        return "routes/graph";
    }

    /** Nodes and edges, each route with its folder and what it says of itself. */
    @GetMapping(value = "/graph.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    String graph() {
        JsonNode graph = operations.call("getRouteGraph", Map.of());
        Map<String, JsonNode> known = StreamSupport.stream(
                        routes().path("items").spliterator(), false)
                .collect(Collectors.toMap(route -> route.path("id").asText(), route -> route));
        for (JsonNode node : graph.path("nodes")) {
            JsonNode route = known.get(node.path("id").asText());
            if (route != null) {
                ((ObjectNode) node)
                        .put("folder", folder(route))
                        .put("description", route.path("description").asText());
            }
        }
        return graph.toString();
    }

    /** How all routes fare now: what pages ask for again and again. */
    @GetMapping(value = "/live.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    String live() {
        JsonNode routes = routes();
        for (JsonNode route : routes.path("items")) {
            ((ObjectNode) route).remove(List.of("description", "note", "file", "line", "input"));
        }
        return routes.toString();
    }

    @GetMapping("/list")
    String list(
            Model model,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "false") boolean failing) {
        JsonNode routes = routes();
        String wanted = q.strip().toLowerCase(Locale.ROOT);
        List<JsonNode> shown = StreamSupport.stream(routes.path("items").spliterator(), false)
                .filter(route -> folder.isEmpty() || folder(route).equals(folder))
                .filter(route -> !failing || route.path("failures").asLong() > 0)
                .filter(route -> wanted.isEmpty()
                        || (route.path("id").asText() + " "
                                        + route.path("description").asText() + " "
                                        + route.path("input").asText())
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted))
                .toList();
        model.addAttribute("routes", routes);
        model.addAttribute("shown", shown);
        model.addAttribute("folders", folders(routes));
        model.addAttribute("folder", folder);
        model.addAttribute("q", q);
        model.addAttribute("failing", failing);
        return "routes/list";
    }

    @GetMapping("/route/{id}")
    String route(Model model, @PathVariable String id) {
        JsonNode route = StreamSupport.stream(routes().path("items").spliterator(), false)
                .filter(each -> each.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is no route " + id + "."));
        String file = route.path("file").asText();
        model.addAttribute("route", route);
        model.addAttribute(
                "text",
                operations
                        .call("getRouteFiles", Map.of())
                        .path("files")
                        .path(file)
                        .asText());
        JsonNode edges = operations.call("getRouteGraph", Map.of()).path("edges");
        model.addAttribute("before", ends(edges, "to", id, "from"));
        model.addAttribute("after", ends(edges, "from", id, "to"));
        model.addAttribute(
                "tests",
                StreamSupport.stream(
                                operations
                                        .call("listRouteTests", Map.of())
                                        .path("items")
                                        .spliterator(),
                                false)
                        .filter(test -> StreamSupport.stream(test.path("routes").spliterator(), false)
                                .anyMatch(through -> through.asText().equals(id)))
                        .toList());
        return "routes/route";
    }

    @GetMapping("/tests")
    String tests(Model model) {
        model.addAttribute("routes", routes());
        JsonNode tests = operations.call("listRouteTests", Map.of()).path("items");
        model.addAttribute("count", tests.size());
        model.addAttribute(
                "tests",
                StreamSupport.stream(tests.spliterator(), false)
                        .collect(Collectors.groupingBy(
                                test -> test.path("file").asText(), LinkedHashMap::new, Collectors.toList())));
        return "routes/tests";
    }

    private JsonNode routes() {
        return operations.call("listRoutes", Map.of());
    }

    private static Set<String> ends(JsonNode edges, String end, String id, String other) {
        Set<String> ends = new TreeSet<>();
        edges.forEach(edge -> {
            if (edge.path(end).asText().equals(id)) {
                ends.add(edge.path(other).asText());
            }
        });
        return ends;
    }

    private static Set<String> folders(JsonNode routes) {
        return StreamSupport.stream(routes.path("items").spliterator(), false)
                .map(RoutePages::folder)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String folder(JsonNode route) {
        String file = route.path("file").asText();
        return file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : "";
    }
}
