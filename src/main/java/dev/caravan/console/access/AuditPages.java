package dev.caravan.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who changed what. */
@Controller
@RequestMapping("/console/audit")
class AuditPages {

    private static final List<String> FILTERS = List.of("actor", "operation", "target", "from", "to");

    private final Operations operations;

    AuditPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        Map<String, String> filter = new LinkedHashMap<>();
        FILTERS.forEach(
                name -> filter.put(name, parameters.getOrDefault(name, "").strip()));
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("actor", filter.get("actor"));
        asked.put("operation", filter.get("operation"));
        asked.put("target", filter.get("target"));
        asked.put("created_from", instant(filter.get("from"), page));
        asked.put("created_to", instant(filter.get("to"), page));
        asked.put("cursor", parameters.getOrDefault("cursor", ""));
        model.addAttribute("filter", filter);
        model.addAttribute("found", operations.call("listAuditEntries", asked));
        return target.equals("more") ? "access/auditrows" : "access/audit";
    }

    @GetMapping("/{id}")
    String show(Model model, @PathVariable String id) {
        JsonNode entry = operations.call("getAuditEntry", Map.of("id", id));
        model.addAttribute("entry", entry);
        model.addAttribute("rows", ChangedField.of(entry));
        return "access/auditentry";
    }

    /** What a field for day and time holds is of the reader's zone; anything else is for the API to judge. */
    private static String instant(String typed, Page page) {
        try {
            return typed.isEmpty()
                    ? ""
                    : LocalDateTime.parse(typed)
                            .atZone(page.zone())
                            .toOffsetDateTime()
                            .toString();
        } catch (DateTimeException e) {
            return typed;
        }
    }
}
