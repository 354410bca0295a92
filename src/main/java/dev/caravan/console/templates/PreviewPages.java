package dev.caravan.console.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Letters;
import dev.caravan.console.Operations;
import dev.caravan.console.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows what a template would become, while it is written, and sends it to somebody to look at. */
@Controller
@RequestMapping("/console/templates")
class PreviewPages {

    private final Operations operations;

    PreviewPages(Operations operations) {
        this.operations = operations;
    }

    /** What was typed, rendered; or what is wrong with it, with the places. */
    @PostMapping("/~preview")
    String preview(Model model, @ModelAttribute("page") Page page, @RequestParam Map<String, String> typed) {
        model.addAttribute("channel", typed.getOrDefault("channel", "email"));
        try {
            model.addAttribute("preview", operations.call("previewTemplateDraft", Map.of(), TemplateBody.draft(typed)));
        } catch (Problem problem) {
            if (problem.errors().isEmpty()) {
                throw problem;
            }
            model.addAttribute("faults", PreviewFault.of(problem, page));
        }
        return "templates/preview";
    }

    /** The HTML of it, for a frame; empty if there is none, or it cannot be rendered. */
    @PostMapping("/~preview/html")
    ResponseEntity<String> frame(@RequestParam Map<String, String> typed) {
        String html;
        try {
            html = operations
                    .call("previewTemplateDraft", Map.of(), TemplateBody.draft(typed))
                    .path("html")
                    .asText("");
        } catch (Problem unrendered) {
            html = "";
        }
        return Letters.shutIn(html);
    }

    /** Sends the saved version, as an ordinary notification. */
    @PostMapping("/{slug}/send")
    String send(Model model, @PathVariable String slug, @RequestParam Map<String, String> typed) {
        String name = typed.getOrDefault("channel", "email");
        JsonNode channel = channel(name);
        String address = typed.getOrDefault("address", "").strip();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("template_slug", slug);
        body.putArray("recipients").addObject().put(kind(channel, address), address);
        body.putArray("channels").add(name);
        body.put("priority", "urgent").putObject("metadata").put("test", "console");
        model.addAttribute("sandbox", channel.path("sandbox").asBoolean());
        model.addAttribute("address", address);
        try {
            body.set("context", TemplateBody.context(typed));
            model.addAttribute("sent", operations.call("createNotification", Map.of(), body));
        } catch (Problem problem) {
            model.addAttribute("problem", problem);
        }
        return "templates/sent";
    }

    private JsonNode channel(String name) {
        for (JsonNode channel : operations.call("listChannels", Map.of()).path("items")) {
            if (channel.path("name").asText().equals(name)) {
                return channel;
            }
        }
        throw Problem.invalid("channel", "is not a channel");
    }

    /** What this address is to a recipient: what looks like it among what the channel takes, else what it takes first. */
    private static String kind(JsonNode channel, String address) {
        List<String> taken = new ArrayList<>();
        channel.path("addresses").forEach(each -> taken.add(each.asText()));
        if (address.contains("@") && taken.contains("email")) {
            return "email";
        }
        return taken.isEmpty() ? "email" : taken.get(0);
    }
}
