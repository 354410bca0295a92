package dev.caravan.template;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of a template. It never changes, and it outlives the template.
 *
 * @param id what a delivery stores to render this very version
 * @param templateId the template's stable id
 * @param version counts from 1 within the template
 * @param variants texts that replace the content, by channel ({@code sms}), or add an HTML part ({@code email.html})
 */
public record TemplateVersion(
        long id,
        UUID templateId,
        String slug,
        int version,
        String name,
        Engine engine,
        @Nullable String subject,
        String content,
        Map<String, String> variants,
        Instant createdAt) {

    static final String SUBJECT = "subject";
    static final String CONTENT = "content";
    static final String HTML_SUFFIX = ".html";
    /** Added to the name of an HTML part: the same part, rendered and then turned into plain text. */
    static final String TEXT_SUFFIX = ".text";

    private static final String MAIL = "email";

    /** A version that is not stored: to check or to preview a draft. */
    static TemplateVersion of(TemplateDraft draft) {
        return new TemplateVersion(
                0,
                new UUID(0, 0),
                draft.slug(),
                0,
                draft.name(),
                draft.engine(),
                draft.subject(),
                draft.content(),
                draft.variants(),
                Instant.EPOCH);
    }

    /** This version as the next one of its template; {@code now} tells whether its author names engines. */
    TemplateDraft draft(TemplateDraft now) {
        boolean chosen = now.engineChosen() || Engine.of(content) != engine;
        return new TemplateDraft(slug, name, engine, chosen, subject, content, variants);
    }

    /** The parts to render for a channel. */
    Rendition rendition(String channel) {
        String body = variants.containsKey(channel) ? channel : CONTENT;
        boolean bodyIsHtml = isHtml(body);
        String html = channel + HTML_SUFFIX;
        return new Rendition(
                engine,
                subject == null ? null : part(SUBJECT),
                part(bodyIsHtml ? body + TEXT_SUFFIX : body),
                variants.containsKey(html) ? part(html) : bodyIsHtml && channel.equals(MAIL) ? part(body) : null);
    }

    private String part(String name) {
        return "v" + id + "/" + name;
    }

    /** The part that a name of a {@link Rendition} means, as the author knows it. */
    static String partOf(String name) {
        String part = name.substring(name.indexOf('/') + 1);
        return part.endsWith(TEXT_SUFFIX) ? part.substring(0, part.length() - TEXT_SUFFIX.length()) : part;
    }

    /** The source of a part, or null if this version has no such part. */
    @Nullable
    String source(String part) {
        return switch (part) {
            case SUBJECT -> subject;
            case CONTENT -> content;
            default -> variants.get(part);
        };
    }

    /** Whether a part is HTML, so that values are escaped in it: by its name, or by how it starts. */
    boolean isHtml(String part) {
        String source = source(part);
        return source != null && isHtml(part, source);
    }

    static boolean isHtml(String part, String source) {
        if (part.equals(SUBJECT)) {
            return false;
        }
        int start = 0;
        while (start < source.length() && Character.isWhitespace(source.charAt(start))) {
            start++;
        }
        return part.endsWith(HTML_SUFFIX)
                || source.regionMatches(true, start, "<!doctype html", 0, 14)
                || source.regionMatches(true, start, "<html", 0, 5);
    }

    /** How faults and logs call this version: {@code template welcome v3}. */
    String label() {
        return "template " + slug + " v" + version;
    }
}
