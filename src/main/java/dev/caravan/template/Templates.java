package dev.caravan.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Templates, as callers of {@code /api/v1/templates} see them. Answers are JSON, faults are {@link Problem}s. */
@Component("templates")
public class Templates {

    /** How long another instance may go on using the version before a change; below the promised second. */
    private static final Duration STALE = Duration.ofMillis(800);

    private final TemplateStore store;
    private final ParsedParts parts;
    private final TemplatePreview preview;
    private final LoadingCache<String, Optional<Long>> current;

    Templates(TemplateStore store, ParsedParts parts, TemplatePreview preview) {
        this.store = store;
        this.parts = parts;
        this.preview = preview;
        this.current = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(STALE)
                .build(store::currentVersion);
    }

    /**
     * Makes a template with its first version.
     *
     * @throws Problem 400 with all faults of the body; 409 if the slug is taken
     */
    public ObjectNode create(@Nullable JsonNode body) {
        TemplateDraft draft = new TemplateForm(body, null).read(parts);
        StoredTemplate created = store.create(draft)
                .orElseThrow(() -> Problem.conflict("A template with the slug " + draft.slug() + " exists already."));
        current.invalidate(draft.slug());
        return json(created);
    }

    /**
     * Changes what the body names, and makes a new version if that is a change. {@code null} takes a subject or a
     * variant away, and leaves the engine to be told from the content again. The slug never changes.
     *
     * @throws Problem 400 with all faults of the body; 404 if there is no such template
     */
    public ObjectNode update(String slug, @Nullable JsonNode body) {
        StoredTemplate changed = store.update(known(slug), before -> new TemplateForm(body, before.draft()).read(parts))
                .orElseThrow(() -> unknown(slug));
        current.invalidate(slug);
        return json(changed);
    }

    /**
     * Makes a version that says what an earlier one said.
     *
     * @param body {@code {"version": 1}}
     * @throws Problem 400 if the body names no version; 404 if there is no such template or version
     */
    public ObjectNode restore(String slug, JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(Set.of("version"));
        JsonNode number = body.path("version");
        if (!number.isInt() || number.intValue() < 1) {
            fields.refuse("version", number.isMissingNode() ? "is required" : "must be the number of a version");
        }
        fields.check(FieldNames.CANONICAL);
        TemplateVersion version = store.version(known(slug), number.intValue())
                .orElseThrow(() ->
                        Problem.notFound("There is no version " + number.intValue() + " of a template " + slug + "."));
        StoredTemplate restored =
                store.update(slug, before -> version.draft(before.draft())).orElseThrow(() -> unknown(slug));
        current.invalidate(slug);
        return json(restored);
    }

    /**
     * What needs a template: mailings that are not over, and periodic tasks; ten at most.
     *
     * @throws Problem 404 if there is no such template
     */
    public ObjectNode uses(String slug) {
        if (store.currentVersion(known(slug)).isEmpty()) {
            throw unknown(slug);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        store.uses(slug)
                .forEach(use -> items.addObject()
                        .put("kind", use.kind())
                        .put("id", use.id())
                        .put("name", use.name()));
        return answer;
    }

    /**
     * Deletes a template. Its slug is free again; deliveries that were accepted with it still render it.
     *
     * @throws Problem 404 if there is no such template; 409, with {@code used_by}, while a mailing or a periodic task needs it
     */
    public void delete(String slug) {
        List<TemplateStore.Use> uses = store.uses(known(slug));
        if (!uses.isEmpty()) {
            String words = uses.stream().map(TemplateStore.Use::toString).collect(Collectors.joining(", "));
            throw Problem.conflict("The template is used by " + words + ".").with("used_by", uses);
        }
        if (!store.delete(known(slug))) {
            throw unknown(slug);
        }
        current.invalidate(slug);
    }

    /** @throws Problem 404 if there is no such template */
    public ObjectNode get(String slug) {
        return json(store.find(known(slug)).orElseThrow(() -> unknown(slug)));
    }

    /** All templates, by slug, without their texts. */
    public ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        store.all().forEach(template -> list.add(summary(template)));
        return list;
    }

    /**
     * All versions of a template, the newest first.
     *
     * @throws Problem 404 if there is no such template
     */
    public ArrayNode versions(String slug) {
        List<TemplateVersion> versions = store.versions(known(slug));
        if (versions.isEmpty()) {
            throw unknown(slug);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        versions.forEach(version -> list.add(texts(JsonNodeFactory.instance.objectNode(), version)
                .put("engine", version.engine().key())
                .put("version", version.version())
                .put("created_at", version.createdAt().toString())));
        return list;
    }

    /**
     * Renders the current version as a message for a channel would be.
     *
     * @param body {@code {"context": {…}, "channel": "email"}}, both optional
     * @return {@code subject, body, html}; subject and html may be null
     * @throws Problem 400 with line and column if it cannot be rendered; 404 if there is no such template
     */
    public ObjectNode preview(String slug, @Nullable JsonNode body) {
        return preview.of(
                store.find(known(slug)).orElseThrow(() -> unknown(slug)).version(), body);
    }

    /**
     * Renders a template that is not stored as a message for a channel would be.
     *
     * @param body a template, {@code context} and {@code channel}; only {@code content} is required
     * @return as {@link #preview}
     * @throws Problem 400 with line and column if it is not valid or cannot be rendered
     */
    public ObjectNode previewDraft(JsonNode body) {
        return preview.ofDraft(body);
    }

    /**
     * The id of the version that a notification accepted now is rendered with, or null if there is no such template.
     * Answered from memory: a change here counts at once, one by another instance within a second.
     */
    public @Nullable Long currentVersion(String slug) {
        return TemplateForm.SLUG.matcher(slug).matches() ? current.get(slug).orElse(null) : null;
    }

    /** The slug of the template with an id, or null if there is none. */
    public @Nullable String slugOf(UUID templateId) {
        return store.slug(templateId).orElse(null);
    }

    /** What cannot be a slug is not looked for. */
    private static String known(String slug) {
        if (!TemplateForm.SLUG.matcher(slug).matches()) {
            throw Problem.notFound("There is no template with this slug.");
        }
        return slug;
    }

    private static Problem unknown(String slug) {
        return Problem.notFound("There is no template " + slug + ".");
    }

    private static ObjectNode summary(StoredTemplate template) {
        TemplateVersion version = template.version();
        return named(version)
                .put("engine", version.engine().key())
                .put("version", version.version())
                .put("updated_at", template.updatedAt().toString());
    }

    private static ObjectNode json(StoredTemplate template) {
        TemplateVersion version = template.version();
        return texts(named(version), version)
                .put("engine", version.engine().key())
                .put("version", version.version())
                .put("created_at", template.createdAt().toString())
                .put("updated_at", template.updatedAt().toString());
    }

    private static ObjectNode named(TemplateVersion version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("template_id", version.templateId().toString())
                .put("name", version.name())
                .put("slug", version.slug());
    }

    private static ObjectNode texts(ObjectNode json, TemplateVersion version) {
        json.put("subject", version.subject()).put("content", version.content());
        ObjectNode variants = json.putObject("variants");
        version.variants().forEach(variants::put);
        return json;
    }
}
