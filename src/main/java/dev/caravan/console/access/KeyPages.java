package dev.caravan.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.ApiKeys;
import dev.caravan.access.Door;
import dev.caravan.access.Scope;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.Arrays;
import java.util.List;
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

/** The keys of the API. */
@Controller
@RequestMapping("/console/access/keys")
class KeyPages {

    private static final Map<String, String> NEW = Map.of("name", "", "scopes", "send,read", "requests_per_minute", "");
    private static final List<String> SCOPES =
            Arrays.stream(Scope.values()).map(Scope::toString).toList();

    private final Operations operations;
    private final ApiKeys configured;
    private final Door door;

    KeyPages(Operations operations, ApiKeys configured, Door door) {
        this.operations = operations;
        this.configured = configured;
        this.door = door;
    }

    @GetMapping
    String list(
            Model model,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        if (target.equals("more")) {
            model.addAttribute("keys", operations.call("listApiKeys", Map.of("cursor", cursor)));
            return "access/keyrows";
        }
        return show(model, cursor, NEW, FieldErrors.NONE, "");
    }

    /** Shows the key in its own answer: a redirect would have to keep it somewhere. */
    @PostMapping
    String make(
            Model model,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(name = "scopes", defaultValue = "") List<String> scopes,
            @RequestParam(name = "requests_per_minute", defaultValue = "") String perMinute,
            @ModelAttribute("page") Page page) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name.strip());
        ArrayNode wanted = body.putArray("scopes");
        scopes.forEach(wanted::add);
        number(body, perMinute);
        try {
            JsonNode made = operations.call("createApiKey", Map.of(), body);
            return show(model, "", NEW, FieldErrors.NONE, made.path("key").asText());
        } catch (Problem problem) {
            FieldErrors errors = !problem.errors().isEmpty()
                    ? FieldErrors.of(problem, page)
                    : FieldErrors.of(
                            "name",
                            problem.status() == 409
                                    ? page.t("access.name.taken")
                                    : page.said(problem).detail());
            Map<String, String> form =
                    Map.of("name", name, "scopes", String.join(",", scopes), "requests_per_minute", perMinute);
            return show(model, "", form, errors, "");
        }
    }

    @PostMapping("/{id}/limit")
    String limit(
            @PathVariable String id,
            @RequestParam(name = "requests_per_minute", defaultValue = "") String perMinute,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        number(body, perMinute);
        try {
            operations.call("updateApiKey", Map.of("id", id), body);
            Notice.good(page.t("access.key.changed"), next);
        } catch (Problem problem) {
            Notice.bad(page.said(problem).detail(), next);
        }
        return "redirect:/console/access/keys";
    }

    @PostMapping("/{id}/revoke")
    String revoke(@PathVariable String id, @ModelAttribute("page") Page page, RedirectAttributes next) {
        JsonNode key = operations.call("revokeApiKey", Map.of("id", id));
        Notice.good(page.t("access.key.revoked", key.path("name").asText()), next);
        return "redirect:/console/access/keys";
    }

    /** What is no number goes on as it was typed, and is refused with the rest. */
    private static void number(ObjectNode body, String typed) {
        String text = typed.strip();
        if (text.isEmpty()) {
            body.putNull("requests_per_minute");
        } else if (text.matches("\\d{1,9}")) {
            body.put("requests_per_minute", Integer.parseInt(text));
        } else {
            body.put("requests_per_minute", text);
        }
    }

    private String show(Model model, String cursor, Map<String, String> form, FieldErrors errors, String freshKey) {
        model.addAttribute("keys", operations.call("listApiKeys", Map.of("cursor", cursor)));
        model.addAttribute("configured", List.copyOf(configured.holders()));
        model.addAttribute("open", door.open());
        model.addAttribute("scopes", SCOPES);
        model.addAttribute("form", form);
        model.addAttribute("errors", errors);
        model.addAttribute("freshKey", freshKey);
        return "access/keys";
    }
}
