package dev.caravan.template;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a template version that make up a message for one channel. For FreeMarker each name is what a
 * {@code freemarker:<name>} endpoint takes.
 *
 * @param subject the subject's part, e.g. {@code v12/subject}, or null if the template has no subject
 * @param text the plain text's part, e.g. {@code v12/content}
 * @param html the HTML text's part, e.g. {@code v12/email.html}, or null if the message has none
 */
public record Rendition(
        Engine engine,
        @Nullable String subject,
        String text,
        @Nullable String html) {}
