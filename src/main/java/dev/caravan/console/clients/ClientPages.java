package dev.caravan.console.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Chosen;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Finds, shows, makes and changes clients. */
@Controller
@RequestMapping("/console/clients")
class ClientPages {

    private static final List<String> FILTERS = List.of("q", "tag", "operator");

    /** Names with a region; the others are aliases that nobody looks for. */
    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(name -> name.equals("UTC") || name.contains("/") && !name.matches("(Etc|SystemV)/.*"))
            .sorted()
            .toList();

    private final Operations operations;
    private final Words words;

    ClientPages(Operations operations, Words words) {
        this.operations = operations;
        this.words = words;
    }

    @GetMapping
    String list(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        Map<String, String> filter = Chosen.of(parameters, FILTERS);
        Map<String, String> asked = new LinkedHashMap<>(filter);
        asked.remove("q");
        asked.put(kind(filter.get("q")), value(filter.get("q")));
        asked.put("cursor", parameters.get("cursor"));
        model.addAttribute("filter", filter);
        operations.find("listClients", asked, model, page);
        if (target.equals("more")) {
            return "clients/rows";
        }
        words.offer(model);
        return "clients/list";
    }

    /** What somebody who types this looks for. */
    private static String kind(String typed) {
        return typed.contains("@")
                ? "email"
                : ClientBody.phone(typed).matches("7\\d{10}|.*\\D.*") ? "phone_number" : "telegram_id";
    }

    private static String value(String typed) {
        return typed.contains("@") ? typed : ClientBody.phone(typed);
    }

    @GetMapping("/new")
    String draft(Model model) {
        ObjectNode client = JsonNodeFactory.instance.objectNode().put("timezone", "Europe/Moscow");
        return form(model, client, FieldErrors.NONE);
    }

    @PostMapping
    String create(
            Model model,
            @ModelAttribute("page") Page page,
            @RequestParam MultiValueMap<String, String> typed,
            RedirectAttributes next) {
        try {
            JsonNode created = operations.call("createClient", Map.of(), ClientBody.of(typed));
            Notice.good(page.t("clients.created"), next);
            return "redirect:/console/clients/" + created.path("id").asText();
        } catch (Problem problem) {
            return form(model, ClientBody.shown(typed), FieldErrors.of(problem, page));
        }
    }

    @GetMapping("/{id:\\d+}")
    String show(Model model, @PathVariable String id) {
        model.addAttribute("client", operations.call("getClient", Map.of("id", id)));
        model.addAttribute("errors", FieldErrors.NONE);
        return "clients/show";
    }

    /** What mailings sent this client, for its page. */
    @GetMapping("/{id:\\d+}/messages")
    String messages(Model model, @PathVariable String id, @RequestParam(defaultValue = "") String cursor) {
        model.addAttribute(
                "found", operations.call("listMessages", Map.of("client_id", id, "limit", 20, "cursor", cursor)));
        return "clients/messages";
    }

    @GetMapping("/{id:\\d+}/edit")
    String edit(Model model, @PathVariable String id) {
        return form(model, operations.call("getClient", Map.of("id", id)), FieldErrors.NONE);
    }

    @PostMapping("/{id:\\d+}")
    String change(
            Model model,
            @PathVariable String id,
            @ModelAttribute("page") Page page,
            @RequestParam MultiValueMap<String, String> typed,
            RedirectAttributes next) {
        try {
            operations.call("updateClient", Map.of("id", id), ClientBody.of(typed));
            Notice.good(page.t("clients.changed"), next);
            return "redirect:/console/clients/" + id;
        } catch (Problem problem) {
            return form(model, ClientBody.shown(typed).put("id", id), FieldErrors.of(problem, page));
        }
    }

    @PostMapping("/{id:\\d+}/delete")
    String delete(@PathVariable String id, @ModelAttribute("page") Page page, RedirectAttributes next) {
        operations.call("deleteClient", Map.of("id", id));
        Notice.good(page.t("clients.deleted"), next);
        return "redirect:/console/clients";
    }

    /** A code by which the client joins its Telegram chat; it is shown this once. */
    @PostMapping("/{id:\\d+}/telegram")
    String telegram(Model model, @PathVariable String id) {
        model.addAttribute("link", operations.call("createTelegramLink", Map.of("id", id)));
        return show(model, id);
    }

    private String form(Model model, JsonNode client, FieldErrors errors) {
        words.offer(model);
        model.addAttribute("client", client);
        model.addAttribute("attributes", ClientBody.attributes(client));
        model.addAttribute("errors", errors);
        model.addAttribute("zones", ZONES);
        return "clients/form";
    }
}
