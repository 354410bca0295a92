package dev.caravan.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Storable;
import dev.caravan.delivery.PermanentFault;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows what a template makes of a context. */
@Component
final class TemplatePreview {

    private static final Set<String> FIELDS = Set.of("context", "channel");

    /** How a part of a {@link Rendition} becomes a text. */
    private interface Rendering {

        String render(String name, Map<String, @Nullable Object> context);
    }

    private final Renderer renderer;
    private final ParsedParts parts;

    TemplatePreview(Renderer renderer, ParsedParts parts) {
        this.renderer = renderer;
        this.parts = parts;
    }

    ObjectNode of(TemplateVersion version, @Nullable JsonNode body) {
        JsonNode request = body == null || body.isNull() ? JsonNodeFactory.instance.objectNode() : body;
        check(request);
        return rendered(version.rendition(channel(request)), request, renderer::render);
    }

    private static String channel(JsonNode request) {
        return request.path("channel").asText("email");
    }

    private static ObjectNode rendered(Rendition rendition, JsonNode request, Rendering rendering) {
        Map<String, @Nullable Object> context = PlainValues.context(request.get("context"));
        Map<String, List<String>> errors = new LinkedHashMap<>();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("subject", render(rendition.subject(), context, errors, rendering));
        answer.put("body", render(rendition.text(), context, errors, rendering));
        answer.put("html", render(rendition.html(), context, errors, rendering));
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return answer;
    }

    /**
     * Shows what a template that is not stored makes of a context.
     *
     * @param body a template, of which name and slug may be left out, with {@code context} and {@code channel} beside it
     * @throws Problem 400 with every fault of the template, or with those of rendering it, each with line and column
     */
    ObjectNode ofDraft(JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        ObjectNode template =
                JsonNodeFactory.instance.objectNode().put("slug", "draft").put("name", "Draft");
        body.properties()
                .forEach(field ->
                        (FIELDS.contains(field.getKey()) ? request : template).set(field.getKey(), field.getValue()));
        check(request);
        TemplateVersion version = TemplateVersion.of(new TemplateForm(template, null).read(parts));
        return rendered(version.rendition(channel(request)), request, (name, context) -> {
            String part = TemplateVersion.partOf(name);
            StringWriter out = new StringWriter(256);
            parts.parse(
                            version,
                            part,
                            name.endsWith(TemplateVersion.TEXT_SUFFIX),
                            Objects.requireNonNull(version.source(part)))
                    .render(context, out);
            return out.toString();
        });
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

    private static @Nullable String render(
            @Nullable String name,
            Map<String, @Nullable Object> context,
            Map<String, List<String>> errors,
            Rendering rendering) {
        if (name == null) {
            return null;
        }
        try {
            return rendering.render(name, context);
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
