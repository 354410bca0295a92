package dev.caravan.console.notifications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Chosen;
import dev.caravan.console.Letters;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Finds notifications and tells the whole story of each. */
@Controller
@RequestMapping("/console/notifications")
class NotificationPages {

    private static final List<String> FILTERS =
            List.of("recipient", "status", "channel", "queue", "template_slug", "created_from", "created_to");

    private final Operations operations;

    NotificationPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        String id = parameters.getOrDefault("id", "").strip();
        if (!id.isEmpty()) {
            return "redirect:/console/notifications/" + id;
        }
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        Map<String, String> asked = Chosen.asked(filter, page);
        asked.put("cursor", parameters.get("cursor"));
        model.addAttribute("filter", filter);
        operations.find("listNotifications", asked, model, page);
        return target.equals("more") ? "notifications/rows" : "notifications/list";
    }

    @GetMapping("/{id}")
    String show(Model model, @PathVariable String id) {
        model.addAttribute("notification", operations.call("getNotification", Map.of("id", id)));
        return "notifications/show";
    }

    @GetMapping("/{id}/explain")
    String explain(Model model, @PathVariable String id) {
        model.addAttribute("id", id);
        model.addAttribute("explanation", operations.call("explainNotification", Map.of("id", id)));
        return "notifications/explain";
    }

    /** The HTML of one of the first recipients, for a frame. */
    @GetMapping("/{id}/letter/{number}")
    ResponseEntity<String> letter(@PathVariable String id, @PathVariable int number) {
        JsonNode explanation = operations.call("explainNotification", Map.of("id", id));
        JsonNode html = explanation.path("recipients").path(number).path("html");
        if (!html.isTextual()) {
            throw Problem.notFound("This recipient is sent no HTML.");
        }
        return Letters.shutIn(html.textValue());
    }

    @PostMapping("/{id}/{action:retry|cancel}")
    String steer(@PathVariable String id, @PathVariable String action) {
        operations.call(action + "Notification", Map.of("id", id));
        return "redirect:/console/notifications/" + id;
    }
}
