package dev.caravan.template;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheParseException;
import com.samskivert.mustache.Template;
import dev.caravan.delivery.Fault;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;

/** A Mustache template. What is missing renders empty; there are no partials, lambdas or methods. */
final class MustachePart implements ParsedPart {

    private static final Mustache.Compiler TEXT = Mustache.compiler()
            .defaultValue("")
            .withCollector(new PlainCollector())
            .withFormatter(PlainValues::format)
            .withEscaper(Escapers.NONE)
            .withLoader(name -> {
                throw new TemplateError("partials are not allowed");
            });
    private static final Mustache.Compiler HTML = TEXT.withEscaper(Escapers.HTML);

    private final Template template;
    private final boolean asText;
    private final RenderWatch watch;

    private MustachePart(Template template, boolean asText, RenderWatch watch) {
        this.template = template;
        this.asText = asText;
        this.watch = watch;
    }

    /** @throws TemplateError if the source is not a template */
    static MustachePart parse(String source, boolean html, boolean asText, RenderWatch watch) {
        new MustacheTags(source).check();
        try {
            return new MustachePart((html ? HTML : TEXT).compile(source), asText, watch);
        } catch (MustacheParseException e) {
            throw new TemplateError(1, 1, e.getMessage());
        } catch (StackOverflowError e) {
            throw new TemplateError(1, 1, "the template is nested too deeply");
        }
    }

    @Override
    public void render(Map<String, ?> context, Writer out) {
        try {
            watch.guard(() -> {
                if (!asText) {
                    template.execute(context, new BoundedWriter(out));
                    return;
                }
                StringWriter html = new StringWriter();
                template.execute(context, new BoundedWriter(html));
                out.write(HtmlText.of(html.toString()));
            });
        } catch (TemplateError | Fault e) {
            throw e;
        } catch (Exception e) {
            throw new TemplateError("the template cannot be rendered with these values");
        }
    }
}
