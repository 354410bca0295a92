package dev.caravan.console.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.api.Problem;
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

/** The versions of a template: what changed from one to another, and the way back. */
@Controller
@RequestMapping("/console/templates/{slug}")
class VersionPages {

    private final Operations operations;

    VersionPages(Operations operations) {
        this.operations = operations;
    }

    /** Compares two versions; unless told otherwise the newest with the one before. */
    @GetMapping("/versions")
    String show(
            Model model,
            @PathVariable String slug,
            @RequestParam(defaultValue = "0") int from,
            @RequestParam(defaultValue = "0") int to) {
        JsonNode versions = operations.call("listTemplateVersions", Map.of("slug", slug));
        int newest = versions.path(0).path("version").asInt();
        int after = to == 0 ? newest : to;
        int before = from == 0 ? Math.max(1, after - 1) : from;
        model.addAttribute("slug", slug);
        model.addAttribute("versions", versions);
        model.addAttribute("from", before);
        model.addAttribute("to", after);
        model.addAttribute("parts", VersionDiff.between(version(versions, before), version(versions, after)));
        return "templates/versions";
    }

    @PostMapping("/restore")
    String restore(
            @PathVariable String slug,
            @RequestParam int version,
            @ModelAttribute("page") Page page,
            RedirectAttributes next) {
        JsonNode body = JsonNodeFactory.instance.objectNode().put("version", version);
        JsonNode restored = operations.call("restoreTemplate", Map.of("slug", slug), body);
        Notice.good(
                page.t("templates.restored", version, restored.path("version").asText()), next);
        return "redirect:/console/templates/" + slug + "/versions";
    }

    private static JsonNode version(JsonNode versions, int number) {
        for (JsonNode version : versions) {
            if (version.path("version").asInt() == number) {
                return version;
            }
        }
        throw Problem.notFound("There is no version " + number + " of this template.");
    }
}
