package dev.caravan.template;

import dev.caravan.delivery.PermanentFault;
import freemarker.template.Configuration;
import freemarker.template.Template;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What {@code freemarker:v12/content?configuration=#templateConfiguration} loads its template from: the versions in the
 * store, and nothing else. What it returns renders within limits and throws a
 * {@link dev.caravan.delivery.PermanentFault} that names template, line and column.
 */
@Component("templateConfiguration")
public class TemplateConfiguration extends Configuration {

    private final ParsedParts parts;

    TemplateConfiguration(ParsedParts parts) {
        super(FreemarkerSettings.VERSION);
        this.parts = parts;
    }

    /**
     * The part of a version, as named by a {@link Rendition}. The other arguments are ignored.
     *
     * @throws dev.caravan.delivery.PermanentFault if there is no such version or part, or it is not a valid template
     */
    @Override
    public Template getTemplate(
            String name,
            @Nullable Locale locale,
            @Nullable Object condition,
            @Nullable String encoding,
            boolean parse,
            boolean ignoreMissing) {
        if (parts.get(name) instanceof FreemarkerPart template) {
            return template;
        }
        throw new PermanentFault("template part " + name + " is not written in FreeMarker");
    }

    /**
     * Refuses: the parser asks for this setting first, so no template can be made from other text. Camel's endpoint
     * tries that when the message brings a header {@code CamelFreemarkerTemplate} or
     * {@code CamelFreemarkerResourceUri}, and the limits would not hold there.
     */
    @Override
    public int getTagSyntax() {
        throw new PermanentFault("only stored templates are rendered");
    }
}
