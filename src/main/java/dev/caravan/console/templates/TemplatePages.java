package dev.caravan.console.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Lists, makes, changes and deletes templates. What is no slug has a tilde, which no slug has. */
@Controller
@RequestMapping("/console/templates")
class TemplatePages {

    private static final int SHOWN = 500;

    private final Operations operations;

    TemplatePages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(Model model, @RequestParam(defaultValue = "") String q) {
        String part = q.strip().toLowerCase(Locale.ROOT);
        JsonNode all = operations.call("listTemplates", Map.of());
        List<JsonNode> found = StreamSupport.stream(all.spliterator(), false)
                .filter(template -> (template.path("name").asText() + "\n"
                                + template.path("slug").asText())
                        .toLowerCase(Locale.ROOT)
                        .contains(part))
                .toList();
        model.addAttribute("q", q.strip());
        model.addAttribute("templates", found.subList(0, Math.min(SHOWN, found.size())));
        model.addAttribute("count", found.size());
        return "templates/list";
    }

    @GetMapping("/~new")
    String draft(Model model, @ModelAttribute("page") Page page) {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        template.put("engine", "").put("subject", page.t("templates.starter.subject"));
        template.put("content", page.t("templates.starter.content"));
        return editor(model, template, "", FieldErrors.NONE);
    }

    @PostMapping
    String create(
            Model model,
            @RequestParam Map<String, String> typed,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        ObjectNode body = TemplateBody.of(typed);
        try {
            String slug = operations
                    .call("createTemplate", Map.of(), body)
                    .path("slug")
                    .asText();
            Notice.good(page.t("templates.created"), next);
            return "redirect:/console/templates/" + slug;
        } catch (Problem problem) {
            body.put("engine", typed.get("engine"));
            return editor(model, body, typed.getOrDefault("context", ""), FieldErrors.of(problem, page));
        }
    }

    @GetMapping("/{slug}")
    String show(Model model, @PathVariable String slug) {
        return editor(model, operations.call("getTemplate", Map.of("slug", slug)), "", FieldErrors.NONE);
    }

    @PostMapping("/{slug}")
    String change(
            Model model,
            @PathVariable String slug,
            @RequestParam Map<String, String> typed,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        JsonNode before = operations.call("getTemplate", Map.of("slug", slug));
        FieldErrors errors;
        if (!before.path("version").asText().equals(typed.get("version"))) {
            errors = FieldErrors.of(
                    "version",
                    page.t("templates.overtaken", before.path("version").asText()));
        } else {
            try {
                JsonNode after =
                        operations.call("updateTemplate", Map.of("slug", slug), TemplateBody.change(typed, before));
                boolean same = after.path("version").equals(before.path("version"));
                Notice.good(
                        same
                                ? page.t("templates.same")
                                : page.t(
                                        "templates.saved", after.path("version").asText()),
                        next);
                return "redirect:/console/templates/" + slug;
            } catch (Problem problem) {
                errors = FieldErrors.of(problem, page);
            }
        }
        ObjectNode shown = TemplateBody.of(typed);
        shown.put("slug", slug).put("engine", typed.get("engine")).set("version", before.get("version"));
        shown.set("updated_at", before.get("updated_at"));
        return editor(model, shown, typed.getOrDefault("context", ""), errors);
    }

    @PostMapping("/{slug}/delete")
    String delete(@PathVariable String slug, @ModelAttribute("page") Page page, RedirectAttributes next) {
        try {
            operations.call("deleteTemplate", Map.of("slug", slug));
        } catch (Problem problem) {
            if (problem.status() != 409) {
                throw problem;
            }
            Notice.bad(page.said(problem).detail(), next);
            return "redirect:/console/templates/" + slug;
        }
        Notice.good(page.t("templates.deleted", slug), next);
        return "redirect:/console/templates";
    }

    private String editor(Model model, JsonNode template, String context, FieldErrors errors) {
        String slug = template.has("version") ? template.path("slug").asText() : "";
        model.addAttribute("template", template);
        model.addAttribute("slug", slug);
        model.addAttribute(
                "context", context.isBlank() ? SampleContext.of(template).toPrettyString() : context);
        model.addAttribute("errors", errors);
        model.addAttribute("channels", operations.call("listChannels", Map.of()).path("items"));
        model.addAttribute(
                "uses",
                slug.isEmpty()
                        ? JsonNodeFactory.instance.arrayNode()
                        : operations
                                .call("listTemplateUses", Map.of("slug", slug))
                                .path("items"));
        return "templates/editor";
    }
}
