package dev.caravan.console.suppressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Chosen;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
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

/** Shows, adds and removes the addresses that get nothing any more. */
@Controller
@RequestMapping("/console/suppressions")
class SuppressionPages {

    private static final List<String> FILTERS = List.of("address", "channel", "reason");
    private static final List<String> FIELDS = List.of("channel", "address", "reason", "scope", "detail", "expires_at");

    private final Operations operations;

    SuppressionPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        Map<String, String> asked = new LinkedHashMap<>(filter);
        asked.put("cursor", parameters.get("cursor"));
        model.addAttribute("filter", filter);
        operations.find("listSuppressions", asked, model, page);
        if (target.equals("more")) {
            return "suppressions/rows";
        }
        return form(model, Map.of(), FieldErrors.NONE);
    }

    @PostMapping
    String add(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            RedirectAttributes next) {
        Map<String, String> typed = Chosen.of(parameters, FIELDS);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        typed.forEach((name, value) -> {
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        });
        try {
            if (body.has("expires_at")) {
                body.put("expires_at", endOf(typed.get("expires_at"), page));
            }
            operations.call("createSuppression", Map.of(), body);
        } catch (Problem problem) {
            list(model, page, Map.of(), "");
            return form(model, typed, FieldErrors.of(problem, page));
        }
        Notice.good(page.t("suppressions.added"), next);
        return "redirect:/console/suppressions";
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable String id, @ModelAttribute("page") Page page, RedirectAttributes next) {
        operations.call("deleteSuppression", Map.of("id", id));
        Notice.good(page.t("suppressions.removed"), next);
        return "redirect:/console/suppressions";
    }

    private String form(Model model, Map<String, String> typed, FieldErrors errors) {
        JsonNode channels = operations.call("listChannels", Map.of());
        model.addAttribute(
                "channels",
                channels.path("items").findValuesAsText("name").stream()
                        .distinct()
                        .toList());
        model.addAttribute("typed", typed);
        model.addAttribute("typedErrors", errors);
        return "suppressions/list";
    }

    /** The end of a day that was chosen in a form, in the reader's zone. */
    private static String endOf(String day, Page page) {
        try {
            return LocalDate.parse(day)
                    .plusDays(1)
                    .atStartOfDay(page.zone())
                    .toInstant()
                    .toString();
        } catch (DateTimeParseException e) {
            throw Problem.invalid("expires_at", "must be a day");
        }
    }
}
