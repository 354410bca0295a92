package dev.caravan.console.notifications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.access.Scope;
import dev.caravan.api.Problem;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Sends many failed deliveries again: which ones, how many there are, how fast, and then how far it is. */
@Controller
@RequestMapping("/console/notifications/retry")
class BulkRetryPages {

    private static final int MOST_PER_SECOND = 1_000;

    private final Operations operations;
    private final BulkRetry retries;

    BulkRetryPages(Operations operations, BulkRetry retries) {
        this.operations = operations;
        this.retries = retries;
    }

    @GetMapping
    String choose(Model model, @ModelAttribute("page") Page page, @RequestParam Map<String, String> parameters) {
        Map<String, String> filter = filter(page, parameters);
        model.addAttribute("form", parameters);
        model.addAttribute("channels", operations.call("listChannels", Map.of()));
        JsonNode counted = operations.call("countDeadLetters", filter);
        model.addAttribute("counted", counted);
        Map<String, String> some = new LinkedHashMap<>(filter);
        some.put("limit", "10");
        boolean any = counted.get("count").asInt() > 0;
        model.addAttribute("found", any ? operations.call("listDeadLetters", some) : MissingNode.getInstance());
        return "notifications/retry";
    }

    @PostMapping
    String begin(
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            @RequestParam(name = "per_second", defaultValue = "50") int perSecond) {
        if (!page.can(Scope.SEND)) {
            throw Problem.forbidden("Your role may not send anything again.");
        }
        if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
            throw Problem.invalid("per_second", "must be from 1 to " + MOST_PER_SECOND);
        }
        Map<String, String> filter = filter(page, parameters);
        JsonNode counted = operations.call("countDeadLetters", filter);
        return "redirect:/console/notifications/retry/"
                + retries.begin(filter, counted.get("count").asInt(), perSecond).id();
    }

    @GetMapping("/{id}")
    String show(
            Model model, @PathVariable UUID id, @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("run", find(id).json());
        return target.equals("progress") ? "notifications/progress" : "notifications/retrying";
    }

    @PostMapping("/{id}/stop")
    String stop(@ModelAttribute("page") Page page, @PathVariable UUID id) {
        if (!page.can(Scope.SEND)) {
            throw Problem.forbidden("Your role may not stop this.");
        }
        retries.stop(find(id));
        return "redirect:/console/notifications/retry/" + id;
    }

    private BulkRetry.Run find(UUID id) {
        return retries.find(id).orElseThrow(() -> Problem.notFound("This instance sends nothing again under this id."));
    }

    private static Map<String, String> filter(Page page, Map<String, String> parameters) {
        Map<String, String> filter = new LinkedHashMap<>();
        for (String name : new String[] {"channel", "queue", "error"}) {
            filter.put(name, parameters.getOrDefault(name, "").strip());
        }
        filter.put("created_from", page.instant(parameters.get("from")));
        filter.put("created_to", page.instant(parameters.get("to")));
        return filter;
    }
}
