package dev.caravan.console.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.FieldErrors;
import dev.caravan.console.Notice;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import jakarta.servlet.http.HttpServletResponse;
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

/** Subscriptions to what becomes of notifications, and what was posted to them. */
@Controller
@RequestMapping("/console/webhooks")
class WebhookPages {

    private static final String BASE = "/console/webhooks";

    private final Operations operations;

    WebhookPages(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    String list(
            Model model,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("found", operations.call("listWebhooks", Map.of("cursor", cursor)));
        return target.equals("more") ? "webhooks/rows" : "webhooks/list";
    }

    @GetMapping("/deliveries")
    String deliveries(
            Model model,
            @RequestParam(defaultValue = "") String status,
            @RequestParam(name = "notification_id", defaultValue = "") String notification,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("status", status);
        model.addAttribute("notification", notification);
        model.addAttribute(
                "found",
                operations.call(
                        "listWebhookDeliveries",
                        Map.of("status", status, "notification_id", notification.strip(), "cursor", cursor)));
        return target.equals("more") ? "webhooks/posts" : "webhooks/deliveries";
    }

    @GetMapping("/new")
    String create(Model model) {
        ObjectNode empty = JsonNodeFactory.instance.objectNode().put("enabled", true);
        ArrayNode events = empty.putArray("events");
        Events.ALL.forEach(events::add);
        return form(model, "", empty, FieldErrors.NONE);
    }

    @PostMapping
    String create(
            Model model,
            HttpServletResponse response,
            @ModelAttribute("page") Page page,
            @RequestParam(defaultValue = "") String url,
            @RequestParam(defaultValue = "") String description,
            @RequestParam(required = false) List<String> events,
            @RequestParam(defaultValue = "") String enabled) {
        ObjectNode body = body(url, description, events, enabled);
        try {
            return secret(model, response, operations.call("createWebhook", Map.of(), body));
        } catch (Problem e) {
            return form(model, "", body, FieldErrors.of(e, page));
        }
    }

    @GetMapping("/{id}")
    String show(
            Model model,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String status,
            @RequestParam(defaultValue = "") String cursor,
            @RequestHeader(name = "HX-Target", defaultValue = "") String target) {
        model.addAttribute("webhook", operations.call("getWebhook", Map.of("id", id)));
        model.addAttribute("status", status);
        model.addAttribute(
                "found",
                operations.call("listDeliveriesOfWebhook", Map.of("id", id, "status", status, "cursor", cursor)));
        return target.equals("more") ? "webhooks/posts" : "webhooks/show";
    }

    @GetMapping("/{id}/edit")
    String edit(Model model, @PathVariable String id) {
        return form(model, id, operations.call("getWebhook", Map.of("id", id)), FieldErrors.NONE);
    }

    @PostMapping("/{id}")
    String edit(
            Model model,
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String url,
            @RequestParam(defaultValue = "") String description,
            @RequestParam(required = false) List<String> events,
            @RequestParam(defaultValue = "") String enabled,
            RedirectAttributes next) {
        ObjectNode body = body(url, description, events, enabled);
        try {
            operations.call("updateWebhook", Map.of("id", id), body);
        } catch (Problem e) {
            return form(model, id, body, FieldErrors.of(e, page));
        }
        Notice.good(page.t("webhooks.kept"), next);
        return "redirect:" + BASE + "/" + id;
    }

    @PostMapping("/{id}/rotate")
    String rotate(Model model, HttpServletResponse response, @PathVariable String id) {
        String secret = operations
                .call("rotateWebhookSecret", Map.of("id", id))
                .path("secret")
                .asText();
        ObjectNode webhook = operations.call("getWebhook", Map.of("id", id)).deepCopy();
        return secret(model, response, webhook.put("secret", secret));
    }

    @PostMapping("/{id}/{action:enable|disable|delete|replay}")
    String steer(
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @PathVariable String action,
            RedirectAttributes next) {
        Map<String, String> of = Map.of("id", id);
        String said = page.t("webhooks." + action + ".done");
        switch (action) {
            case "delete" -> operations.call("deleteWebhook", of);
            case "replay" ->
                said = page.t(
                        "webhooks.replayed",
                        operations
                                .call("replayWebhook", of, JsonNodeFactory.instance.objectNode())
                                .path("replayed")
                                .asLong());
            default ->
                operations.call(
                        "updateWebhook",
                        of,
                        JsonNodeFactory.instance.objectNode().put("enabled", action.equals("enable")));
        }
        Notice.good(said, next);
        return "redirect:" + (action.equals("delete") ? BASE : BASE + "/" + id);
    }

    @PostMapping("/deliveries/{id}/replay")
    String replay(
            @ModelAttribute("page") Page page,
            @PathVariable String id,
            @RequestParam(defaultValue = "") String webhook,
            RedirectAttributes next) {
        operations.call("replayWebhookDelivery", Map.of("id", id));
        Notice.good(page.t("webhooks.replayed", 1), next);
        return "redirect:" + BASE + (webhook.matches("[0-9a-f-]{36}") ? "/" + webhook : "/deliveries");
    }

    private static ObjectNode body(String url, String description, List<String> events, String enabled) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("url", url.strip())
                .put("description", description.isBlank() ? null : description.strip())
                .put("enabled", !enabled.isEmpty());
        ArrayNode chosen = body.putArray("events");
        if (events != null) {
            events.forEach(chosen::add);
        }
        return body;
    }

    private static String form(Model model, String id, JsonNode form, FieldErrors errors) {
        model.addAttribute("id", id);
        model.addAttribute("form", form);
        model.addAttribute("errors", errors);
        return "webhooks/form";
    }

    /** In the answer itself: a session would keep it. */
    private static String secret(Model model, HttpServletResponse response, JsonNode webhook) {
        response.setHeader("Cache-Control", "no-store");
        model.addAttribute("webhook", webhook);
        return "webhooks/secret";
    }
}
