package dev.caravan.console.notifications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.access.Scope;
import dev.caravan.api.Problem;
import dev.caravan.console.Chosen;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.LinkedHashMap;
import java.util.List;
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
@RequestMapping(BulkRetryPages.BASE)
class BulkRetryPages {

    static final String BASE = "/console/notifications/retry";

    private static final String SHOWN = "10";
    private static final List<String> FILTERS = List.of("channel", "queue", "error", "created_from", "created_to");
    private static final int MOST_PER_SECOND = 1_000;

    private final Operations operations;
    private final BulkRetry retries;

    BulkRetryPages(Operations operations, BulkRetry retries) {
        this.operations = operations;
        this.retries = retries;
    }

    @GetMapping
    String choose(Model model, @ModelAttribute("page") Page page, @RequestParam Map<String, String> parameters) {
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        model.addAttribute("filter", filter);
        model.addAttribute("channels", operations.call("listChannels", Map.of()));
        Map<String, String> asked = Chosen.asked(filter, page);
        Map<String, String> some = new LinkedHashMap<>(asked);
        some.put("limit", SHOWN);
        JsonNode found = operations.find("listDeadLetters", some, model, page);
        model.addAttribute(
                "counted",
                found.path("items").isEmpty() ? MissingNode.getInstance() : operations.call("countDeadLetters", asked));
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
        Map<String, String> asked = Chosen.asked(Chosen.of(parameters, FILTERS), page);
        int count = operations.call("countDeadLetters", asked).get("count").asInt();
        BulkRetry.Run run = retries.begin(asked, count, perSecond);
        operations.note("retryInBulk", target(run), run.json());
        return "redirect:" + BASE + "/" + run.id();
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
        BulkRetry.Run run = find(id);
        retries.stop(run);
        operations.note("stopRetryInBulk", target(run), run.json());
        return "redirect:" + BASE + "/" + id;
    }

    private static String target(BulkRetry.Run run) {
        return "dead-letters/retry/" + run.id();
    }

    private BulkRetry.Run find(UUID id) {
        return retries.find(id).orElseThrow(() -> Problem.notFound("This instance sends nothing again under this id."));
    }
}
