package dev.caravan.console.templates;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import java.util.Map;

/** A template as the editor sends it, and as the API takes it. */
final class TemplateBody {

    /** Before the name of a variant in the names of the form's fields. */
    private static final String VARIANT = "variant:";

    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateBody() {}

    /** A new template; variants that are empty are left out. */
    static ObjectNode of(Map<String, String> typed) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("slug", line(typed, "slug")).put("name", line(typed, "name"));
        body.put("engine", line(typed, "engine").isEmpty() ? null : line(typed, "engine"));
        body.put("subject", line(typed, "subject").isEmpty() ? null : line(typed, "subject"));
        body.put("content", text(typed, "content"));
        ObjectNode variants = body.putObject("variants");
        typed.keySet().stream().filter(name -> name.startsWith(VARIANT)).forEach(name -> {
            String text = text(typed, name);
            if (!text.isBlank()) {
                variants.put(name.substring(VARIANT.length()), text);
            }
        });
        return body;
    }

    /** A change after which a template says what was typed, and nothing that it said before. */
    static ObjectNode change(Map<String, String> typed, JsonNode before) {
        ObjectNode body = of(typed);
        body.remove("slug");
        ObjectNode variants = (ObjectNode) body.get("variants");
        before.path("variants").fieldNames().forEachRemaining(name -> {
            if (!variants.has(name)) {
                variants.putNull(name);
            }
        });
        return body;
    }

    /**
     * What is typed, to be rendered.
     *
     * @throws Problem 400 if the sample is no JSON object
     */
    static ObjectNode draft(Map<String, String> typed) {
        ObjectNode body = of(typed);
        body.remove("slug");
        body.remove("name");
        String channel = line(typed, "channel");
        body.put("channel", channel.isEmpty() ? "email" : channel);
        body.set("context", context(typed));
        return body;
    }

    /**
     * The sample context.
     *
     * @throws Problem 400 if it is no JSON object
     */
    static JsonNode context(Map<String, String> typed) {
        String text = line(typed, "context");
        if (text.isEmpty()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode context = JSON.readTree(text);
            if (context.isObject()) {
                return context;
            }
        } catch (JsonProcessingException e) {
            throw Problem.invalid(
                    "context",
                    "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": this is no JSON");
        }
        throw Problem.invalid("context", "must be a JSON object");
    }

    /** Browsers send line breaks as CR LF. */
    private static String text(Map<String, String> typed, String name) {
        return typed.getOrDefault(name, "").replace("\r\n", "\n");
    }

    private static String line(Map<String, String> typed, String name) {
        return typed.getOrDefault(name, "").strip();
    }
}
