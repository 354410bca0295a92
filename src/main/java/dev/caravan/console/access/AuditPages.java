package dev.caravan.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.Chosen;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
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

    private static final List<String> FILTERS = List.of("actor", "operation", "target", "created_from", "created_to");

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
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        Map<String, String> asked = Chosen.asked(filter, page);
        asked.put("cursor", parameters.getOrDefault("cursor", ""));
        model.addAttribute("filter", filter);
        operations.find("listAuditEntries", asked, model, page);
        return target.equals("more") ? "access/auditrows" : "access/audit";
    }

    @GetMapping("/{id}")
    String show(Model model, @PathVariable String id) {
        JsonNode entry = operations.call("getAuditEntry", Map.of("id", id));
        model.addAttribute("entry", entry);
        model.addAttribute("rows", ChangedField.of(entry));
        return "access/auditentry";
    }
}
