package dev.caravan.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid template that is not stored yet.
 *
 * @param engineChosen whether the author named the engine; if not, it follows from the content
 */
record TemplateDraft(
        String slug,
        String name,
        Engine engine,
        boolean engineChosen,
        @Nullable String subject,
        String content,
        Map<String, String> variants) {}
