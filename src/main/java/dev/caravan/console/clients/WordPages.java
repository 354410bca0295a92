package dev.caravan.console.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The tags and the operators that clients are chosen by. */
@Controller
@RequestMapping("/console/clients/words")
class WordPages {

    private final Operations operations;

    WordPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @RequestParam(name = "tags_cursor", defaultValue = "") String tagsCursor,
            @RequestParam(name = "operators_cursor", defaultValue = "") String operatorsCursor) {
        model.addAttribute("tags", operations.call("listTags", Map.of("limit", 100, "cursor", tagsCursor)));
        model.addAttribute(
                "operators", operations.call("listOperators", Map.of("limit", 100, "cursor", operatorsCursor)));
        model.addAttribute("tagErrors", FieldErrors.NONE);
        model.addAttribute("operatorErrors", FieldErrors.NONE);
        model.addAttribute("typed", Map.of());
        return "clients/words";
    }

    @PostMapping("/{kind:tags|operators}")
    String create(
            Model model,
            @PathVariable String kind,
            @RequestParam Map<String, String> typed,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        return attempt(
                kind.equals("tags") ? "createTag" : "createOperator",
                "",
                kind,
                "clients.words.added",
                model,
                typed,
                page,
                next);
    }

    @PostMapping("/{kind:tags|operators}/{id:\\d+}")
    String change(
            Model model,
            @PathVariable String kind,
            @PathVariable String id,
            @RequestParam Map<String, String> typed,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        String operation = kind.equals("tags") ? "updateTag" : "updateOperator";
        return attempt(operation, id, kind, "clients.words.changed", model, typed, page, next);
    }

    @PostMapping("/{kind:tags|operators}/{id:\\d+}/delete")
    String delete(
            Model model,
            @PathVariable String kind,
            @PathVariable String id,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        String operation = kind.equals("tags") ? "deleteTag" : "deleteOperator";
        return attempt(operation, id, kind, "clients.words.deleted", model, Map.of(), page, next);
    }

    private String attempt(
            String operation,
            String id,
            String kind,
            String done,
            Model model,
            Map<String, String> typed,
            Page page,
            RedirectAttributes next) {
        try {
            JsonNode body = operation.startsWith("delete") ? null : body(kind, typed);
            operations.call(operation, Map.of("id", id), body);
        } catch (Problem problem) {
            list(model, "", "");
            model.addAttribute(kind.equals("tags") ? "tagErrors" : "operatorErrors", FieldErrors.of(problem, page));
            model.addAttribute("typed", id.isEmpty() ? typed : Map.of());
            return "clients/words";
        }
        Notice.good(page.t(done), next);
        return "redirect:/console/clients/words";
    }

    private static ObjectNode body(String kind, Map<String, String> typed) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        String name = typed.getOrDefault("name", "").strip();
        if (kind.equals("tags")) {
            return body.put("name", name);
        }
        return body.put("code", typed.getOrDefault("code", "").strip()).put("name", name.isEmpty() ? null : name);
    }
}
