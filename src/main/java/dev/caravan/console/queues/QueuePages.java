package dev.caravan.console.queues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
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
import org.springframework.web.util.UriComponentsBuilder;

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
        Map<String, String> filter = filter(parameters);
        Map<String, String> asked = instants(filter, page);
        asked.put("cursor", parameters.get("cursor"));
        model.addAttribute("filter", filter);
        model.addAttribute("found", operations.call("listDeadLetters", asked));
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
        return back(filter(parameters));
    }

    @PostMapping("/dead/{action:replay|discard}")
    String all(
            @ModelAttribute("page") Page page,
            @PathVariable String action,
            @RequestParam Map<String, String> parameters,
            RedirectAttributes next) {
        Map<String, String> filter = filter(parameters);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("limit", MOST);
        instants(filter, page).forEach((name, value) -> {
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        });
        long count = operations
                .call(action + "DeadLetters", Map.of(), body)
                .path(action + "ed")
                .asLong();
        Notice.good(page.t("queues." + action + "ed", count), next);
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

    private static Map<String, String> filter(Map<String, String> parameters) {
        Map<String, String> filter = new LinkedHashMap<>();
        FILTERS.forEach(
                name -> filter.put(name, parameters.getOrDefault(name, "").strip()));
        return filter;
    }

    /** Browsers write local times, in the reader's zone. */
    private static Map<String, String> instants(Map<String, String> filter, Page page) {
        Map<String, String> asked = new LinkedHashMap<>(filter);
        for (String name : List.of("created_from", "created_to")) {
            String written = filter.get(name);
            if (!written.isEmpty()) {
                try {
                    asked.put(
                            name,
                            LocalDateTime.parse(written)
                                    .atZone(page.zone())
                                    .toInstant()
                                    .toString());
                } catch (DateTimeParseException e) {
                    throw Problem.invalid(name, "must be a day and a time");
                }
            }
        }
        return asked;
    }

    private static String back(Map<String, String> filter) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath(BASE + "/dead");
        filter.forEach((name, value) -> {
            if (!value.isEmpty()) {
                uri.queryParam(name, value);
            }
        });
        return "redirect:" + uri.encode().toUriString();
    }
}
