package dev.caravan.console.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.api.Problem;
import dev.caravan.console.Chosen;
import dev.caravan.console.Letters;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.LinkedHashMap;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Shows what the sandbox caught, and switches faults on. */
@Controller
class SandboxPages {

    private static final String BASE = "/console/sandbox";
    private static final String SHOWN = "100";
    private static final List<String> FILTERS = List.of("channel", "recipient", "text");
    private static final int NOT_FOUND = 404;

    private final Operations operations;

    SandboxPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping({"/sandbox", "/sandbox/"})
    String moved() {
        return "redirect:" + BASE;
    }

    @GetMapping(BASE)
    String messages(
            Model model,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        model.addAttribute("filter", filter);
        Map<String, String> asked = new LinkedHashMap<>(filter);
        asked.put("limit", SHOWN);
        JsonNode found;
        try {
            found = operations.call("listSandboxMessages", asked).path("items");
        } catch (Problem e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            return "sandbox/off";
        }
        model.addAttribute("found", found);
        String id = parameters.getOrDefault("id", found.path(0).path("id").asText());
        model.addAttribute("picked", id.isEmpty() ? JsonNodeFactory.instance.missingNode() : picked(id));
        model.addAttribute("reading", parameters.containsKey("id"));
        model.addAttribute("faults", operations.call("listSandboxFaults", Map.of()));
        return target.equals("caught") ? "sandbox/messages" : "sandbox/sandbox";
    }

    private JsonNode picked(String id) {
        try {
            return operations.call("getSandboxMessage", Map.of("id", id));
        } catch (Problem gone) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    @GetMapping(BASE + "/{id:\\d+}/html")
    ResponseEntity<String> html(@PathVariable String id) {
        JsonNode message = operations.call("getSandboxMessage", Map.of("id", id));
        if (!message.path("html").isTextual()) {
            throw Problem.notFound("This message has no HTML.");
        }
        return Letters.shutIn(message.path("html").asText());
    }

    @PostMapping(BASE + "/clear")
    String clear(@ModelAttribute("page") Page page, RedirectAttributes next) {
        operations.call("clearSandboxMessages", Map.of());
        Notice.good(page.t("sandbox.cleared"), next);
        return "redirect:" + BASE;
    }

    @PostMapping(BASE + "/fault")
    String fault(
            @ModelAttribute("page") Page page,
            @RequestParam String provider,
            @RequestParam String behaviour,
            @RequestParam int seconds,
            RedirectAttributes next) {
        operations.call(
                "setSandboxFault",
                Map.of(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("provider", provider)
                        .put("behaviour", behaviour)
                        .put("seconds", seconds));
        Notice.good(page.t(seconds == 0 ? "sandbox.fault.ended" : "sandbox.fault.begun", provider), next);
        return "redirect:" + BASE + "#faults";
    }
}
