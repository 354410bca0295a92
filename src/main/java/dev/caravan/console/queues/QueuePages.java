package dev.caravan.console.queues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.console.Chosen;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Shows how much waits, and lets one deal with what was put aside. */
@Controller
@RequestMapping("/console/queues")
class QueuePages {

    private static final String BASE = "/console/queues";
    private static final List<String> FILTERS = List.of("channel", "error", "created_from", "created_to");
    private static final int MOST = 10_000;

    private final Operations operations;

    QueuePages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String queues(Model model) {
        model.addAttribute("queues", operations.call("listQueues", Map.of()));
        return "queues/queues";
    }

    /** What the page asks for again and again. */
    @GetMapping(value = "/live.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    String live() {
        return operations.call("listQueues", Map.of()).toString();
    }

    @GetMapping("/dead")
    String dead(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        Map<String, String> asked = Chosen.asked(filter, page);
        asked.put("cursor", parameters.get("cursor"));
        model.addAttribute("filter", filter);
        operations.find("listDeadLetters", asked, model, page);
        model.addAttribute("channels", operations.call("listChannels", Map.of()).path("items"));
        return target.equals("more") ? "queues/letters" : "queues/dead";
    }

    @PostMapping("/dead/{id}/{action:replay|discard}")
    String one(
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @PathVariable String action,
            @RequestParam Map<String, String> parameters,
            RedirectAttributes next) {
        operations.call(action + "DeadLetter", Map.of("id", id));
        Notice.good(page.t("queues." + action + "ed", 1), next);
        return back(Chosen.of(parameters, FILTERS));
    }

    @PostMapping("/dead/discard")
    String discardAll(
            @ModelAttribute("page") Page page, @RequestParam Map<String, String> parameters, RedirectAttributes next) {
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("limit", MOST);
        Chosen.asked(filter, page).forEach((name, value) -> {
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        });
        long count = operations
                .call("discardDeadLetters", Map.of(), body)
                .path("discarded")
                .asLong();
        Notice.good(page.t("queues.discarded", count), next);
        return back(filter);
    }

    @GetMapping("/invalid")
    String invalid(Model model) {
        model.addAttribute("found", operations.call("listInvalidMessages", Map.of()));
        return "queues/invalid";
    }

    @PostMapping("/invalid/{id}/submit")
    String submit(
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @RequestParam String body,
            RedirectAttributes next) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("body", body).put("replaces", id);
        operations.call("submitLegacyMessage", Map.of(), message);
        Notice.good(page.t("queues.submitted"), next);
        return "redirect:" + BASE + "/invalid";
    }

    @PostMapping("/invalid/{id}/discard")
    String discard(@ModelAttribute("page") Page page, @PathVariable String id, RedirectAttributes next) {
        operations.call("discardInvalidMessage", Map.of("id", id));
        Notice.good(page.t("queues.thrown"), next);
        return "redirect:" + BASE + "/invalid";
    }

    private static String back(Map<String, String> filter) {
        return "redirect:" + Page.at(BASE + "/dead", filter);
    }
}
