package dev.caravan.template;

import java.io.Writer;
import java.util.Map;

/** One part of a template version, parsed, ready to be rendered any number of times by any number of threads. */
interface ParsedPart {

    /**
     * Renders within the limits of {@link RenderWatch}.
     *
     * @throws TemplateError if the template cannot be rendered with these values
     */
    void render(Map<String, ?> context, Writer out);
}
