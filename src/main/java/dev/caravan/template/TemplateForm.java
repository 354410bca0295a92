package dev.caravan.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Storable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a template from a request body, and collects everything that is wrong with it. */
final class TemplateForm {

    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_NAME = 255;
    /** RFC 5322, section 2.1.1: the longest line of a mail. */
    static final int MAX_SUBJECT = 998;

    static final int MAX_VARIANTS = 20;

    private static final Set<String> FIELDS = Set.of("slug", "name", "engine", "subject", "content", "variants");
    static final Pattern SLUG = Pattern.compile("[-\\w]{1,255}");
    private static final Pattern VARIANT = Pattern.compile("[a-z0-9][-a-z0-9_]{0,62}(\\.html)?");

    private final JsonNode body;
    private final @Nullable TemplateDraft before;
    private final Map<String, List<String>> errors = new LinkedHashMap<>();

    /** @param before the template to change, of which what the body leaves out is kept; null for a new one */
    TemplateForm(@Nullable JsonNode body, @Nullable TemplateDraft before) {
        if (body == null || !body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        this.body = body;
        this.before = before;
    }

    /**
     * The template, if all of it is valid.
     *
     * @param parts checks the syntax
     * @throws Problem 400 with all faults, those of syntax with line and column
     */
    TemplateDraft read(ParsedParts parts) {
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                error(field, "Unknown field.");
            }
        });
        String slug = slug();
        String name = text("name", before == null ? null : before.name(), MAX_NAME);
        String subject = subject();
        String content = text("content", before == null ? null : before.content(), 0);
        Map<String, String> variants = variants();
        Engine chosen = engine();
        Engine engine = chosen == null ? Engine.of(content) : chosen;
        TemplateDraft draft = new TemplateDraft(slug, name, engine, chosen != null, subject, content, variants);
        syntax(parts, draft);
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return draft;
    }

    private String slug() {
        if (before != null) {
            if (body.has("slug") && !body.get("slug").asText().equals(before.slug())) {
                error("slug", "The slug of a template cannot be changed.");
            }
            return before.slug();
        }
        String slug = text("slug", null, MAX_NAME);
        if (!slug.isEmpty() && slug.length() <= MAX_NAME && !SLUG.matcher(slug).matches()) {
            error("slug", "Only the letters A to Z, digits, _ and - are allowed.");
        }
        return slug;
    }

    /** @param maxLength in characters; 0 for a template's text, whose limit is in bytes */
    private String text(String field, @Nullable String otherwise, int maxLength) {
        JsonNode value = body.get(field);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null || value.isNull()) {
            error(field, "This field is required.");
            return "";
        }
        if (value.isTextual() && value.textValue().isBlank()) {
            error(field, "This field may not be empty.");
            return "";
        }
        return valid(field, value, maxLength);
    }

    private String valid(String field, JsonNode value, int maxLength) {
        String text = value.textValue();
        if (text == null) {
            error(field, "Not a text.");
            return "";
        }
        if (maxLength > 0 && text.length() > maxLength) {
            error(field, "Longer than " + maxLength + " characters.");
        }
        if (maxLength == 0 && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            error(field, "Longer than " + MAX_BYTES + " bytes.");
        }
        if (Storable.complaint(text) != null) {
            error(field, "Contains a character that cannot be stored.");
        }
        return text;
    }

    private @Nullable String subject() {
        JsonNode value = body.get("subject");
        if (value == null) {
            return before == null ? null : before.subject();
        }
        if (value.isNull() || value.isTextual() && value.textValue().isEmpty()) {
            return null;
        }
        String subject = valid("subject", value, MAX_SUBJECT);
        if (subject.contains("\n") || subject.contains("\r")) {
            error("subject", "Contains a line break.");
        }
        return subject;
    }

    /** As in RFC 7396: what is given replaces, null removes, what is left out stays. */
    private Map<String, String> variants() {
        Map<String, String> variants = new TreeMap<>(before == null ? Map.of() : before.variants());
        JsonNode value = body.get("variants");
        if (value == null) {
            return variants;
        }
        if (value.isNull()) {
            return new TreeMap<>();
        }
        if (!value.isObject()) {
            error("variants", "Not an object of texts by channel.");
            return variants;
        }
        value.fields().forEachRemaining(variant -> {
            String key = variant.getKey();
            String field = "variants." + key;
            if (variant.getValue().isNull()) {
                variants.remove(key);
            } else if (!VARIANT.matcher(key).matches() || key.equals("subject") || key.equals("content")) {
                error(field, "Not a channel's name, nor a channel's name with .html after it.");
            } else {
                variants.put(key, valid(field, variant.getValue(), 0));
            }
        });
        if (variants.size() > MAX_VARIANTS) {
            error("variants", "More than " + MAX_VARIANTS + " variants.");
        }
        return variants;
    }

    private @Nullable Engine engine() {
        JsonNode value = body.get("engine");
        if (value == null) {
            return before != null && before.engineChosen() ? before.engine() : null;
        }
        if (value.isNull()) {
            return null;
        }
        for (Engine engine : Engine.values()) {
            if (engine.key().equals(value.textValue())) {
                return engine;
            }
        }
        error("engine", "Must be freemarker or mustache.");
        return null;
    }

    private void syntax(ParsedParts parts, TemplateDraft draft) {
        TemplateVersion version = TemplateVersion.of(draft);
        Map<String, String> sources = new LinkedHashMap<>();
        if (draft.subject() != null) {
            sources.put("subject", draft.subject());
        }
        sources.put("content", draft.content());
        draft.variants().forEach((channel, text) -> sources.put("variants." + channel, text));
        sources.forEach((field, source) -> {
            if (errors.containsKey(field)) {
                return;
            }
            try {
                parts.parse(version, field.replaceFirst("^variants\\.", ""), false, source);
            } catch (TemplateError e) {
                error(field, e.located());
            }
        });
    }

    private void error(String field, String text) {
        errors.computeIfAbsent(field, key -> new ArrayList<>()).add(text);
    }
}
