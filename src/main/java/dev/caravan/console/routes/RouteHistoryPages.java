package dev.caravan.console.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Every edit of the routes, what it changed, and the way back. */
@Controller
@RequestMapping("/console/routes/history")
class RouteHistoryPages {

    private final Operations operations;

    RouteHistoryPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("found", operations.call("listRouteRevisions", Map.of("cursor", cursor)));
        JsonNode routes = operations.call("listRoutes", Map.of());
        model.addAttribute("routes", routes);
        model.addAttribute("current", routes.path("revision").asLong());
        return target.equals("more") ? "routes/revisions" : "routes/history";
    }

    @GetMapping("/{revision:\\d+}")
    String show(Model model, @PathVariable String revision) {
        JsonNode edit = operations.call("getRouteRevision", Map.of("revision", revision));
        JsonNode diff = operations.call("diffRouteRevision", Map.of("revision", revision));
        JsonNode routes = operations.call("listRoutes", Map.of());
        model.addAttribute("edit", edit);
        model.addAttribute("against", diff.path("against").asText(""));
        model.addAttribute("changes", FileChange.read(diff.path("diff").asText()));
        model.addAttribute("routes", routes);
        model.addAttribute("current", routes.path("revision").asLong());
        return "routes/revision";
    }

    @PostMapping("/{revision:\\d+}/rollback")
    String rollBack(@PathVariable String revision, @ModelAttribute("page") Page page, RedirectAttributes next) {
        JsonNode edit = operations.call("rollBackRoutes", Map.of("revision", revision));
        Notice.good(page.t("routes.rolledback", revision, edit.path("revision").asText()), next);
        return "redirect:/console/routes/history/" + edit.path("revision").asText();
    }
}
