package dev.caravan.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Storable;
import dev.caravan.delivery.PermanentFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows what a template makes of a context. */
@Component
final class TemplatePreview {

    private static final Set<String> FIELDS = Set.of("context", "channel");

    private final Renderer renderer;

    TemplatePreview(Renderer renderer) {
        this.renderer = renderer;
    }

    ObjectNode of(TemplateVersion version, @Nullable JsonNode body) {
        JsonNode request = body == null || body.isNull() ? JsonNodeFactory.instance.objectNode() : body;
        check(request);
        String channel = request.path("channel").asText("email");
        Rendition rendition = version.rendition(channel);
        Map<String, @Nullable Object> context = PlainValues.context(request.get("context"));
        Map<String, List<String>> errors = new LinkedHashMap<>();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("subject", render(rendition.subject(), context, errors));
        answer.put("body", render(rendition.text(), context, errors));
        answer.put("html", render(rendition.html(), context, errors));
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return answer;
    }

    private static void check(JsonNode request) {
        if (!request.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Map<String, List<String>> errors = new LinkedHashMap<>();
        request.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                errors.put(field, List.of("Unknown field."));
            }
        });
        JsonNode context = request.path("context");
        if (!context.isMissingNode() && !context.isNull() && !context.isObject()) {
            errors.put("context", List.of("Not an object."));
        } else if (Storable.complaint(context) != null) {
            errors.put("context", List.of("Contains a character that cannot be stored."));
        }
        JsonNode channel = request.path("channel");
        if (!channel.isMissingNode() && !channel.isNull() && !channel.isTextual()) {
            errors.put("channel", List.of("Not a text."));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }

    private @Nullable String render(
            @Nullable String name, Map<String, @Nullable Object> context, Map<String, List<String>> errors) {
        if (name == null) {
            return null;
        }
        try {
            return renderer.render(name, context);
        } catch (TemplateError | PermanentFault e) {
            String part = TemplateVersion.partOf(name);
            boolean variant = !part.equals(TemplateVersion.SUBJECT) && !part.equals(TemplateVersion.CONTENT);
            errors.put(
                    variant ? "variants." + part : part,
                    List.of(e instanceof TemplateError error ? error.located() : e.getMessage()));
            return null;
        }
    }
}
