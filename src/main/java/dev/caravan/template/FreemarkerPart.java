package dev.caravan.template;

import dev.caravan.delivery.Fault;
import freemarker.core.ParseException;
import freemarker.core._CoreAPI;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A FreeMarker template that renders within limits, wherever it is processed: from Java or by a Camel endpoint. */
final class FreemarkerPart extends Template implements ParsedPart {

    /** What FreeMarker says about its own classes: {@code (wrapper: f.t.SimpleScalar)}. */
    private static final Pattern CLASSES = Pattern.compile(" \\([^()]*(?:wrapper:|wrapped into)[^()]*\\)");

    /** A value of the context: it may be a person's, and faults are stored and logged. */
    private static final Pattern VALUE = Pattern.compile("(?: The string to parse was)?: \".*");

    private static final Pattern BLAMED = Pattern.compile("(?m)^==> (.*?)\\s+\\[in template .*$");
    private static final String CANNOT = "the template cannot be rendered with these values";
    private static final Pattern HEADER = Pattern.compile("\\s*<#ftl\\b.*", Pattern.DOTALL);

    private final RenderWatch watch;
    private final TemplateVersion version;
    private final String part;
    private final boolean asText;

    private FreemarkerPart(
            TemplateVersion version,
            String part,
            boolean asText,
            String source,
            Configuration settings,
            RenderWatch watch)
            throws IOException {
        super("v" + version.id() + "/" + part, null, new StringReader(source), settings);
        this.watch = watch;
        this.version = version;
        this.part = part;
        this.asText = asText;
    }

    /**
     * Parses one part of a version.
     *
     * @param asText whether the part, which is HTML, is turned into plain text after rendering
     * @param trusted whether to leave out {@link FreemarkerRules}; the limits hold in any case
     * @throws TemplateError if the source is not a template, or uses what no template may
     */
    static FreemarkerPart parse(
            TemplateVersion version,
            String part,
            boolean asText,
            String source,
            Configuration settings,
            RenderWatch watch,
            boolean trusted) {
        if (HEADER.matcher(source).matches()) {
            throw new TemplateError(1, 1, "<#ftl> is not allowed");
        }
        try {
            FreemarkerPart parsed = new FreemarkerPart(version, part, asText, source, settings, watch);
            if (!trusted) {
                new FreemarkerRules().check(parsed.getRootTreeNode());
            }
            _CoreAPI.addThreadInterruptedChecks(parsed);
            return parsed;
        } catch (ParseException e) {
            throw new TemplateError(e.getLineNumber(), e.getColumnNumber(), parseMessage(e.getEditorMessage()));
        } catch (IOException e) {
            throw new TemplateError(e.getMessage());
        } catch (StackOverflowError e) {
            throw new TemplateError(1, 1, "the template is nested too deeply");
        }
    }

    @Override
    public void render(Map<String, ?> context, Writer out) {
        fill(context, out);
    }

    /** Called by the {@code freemarker:} endpoint. Its faults are those of a delivery. */
    @Override
    public void process(@Nullable Object model, Writer out) {
        try {
            fill(model, out);
        } catch (TemplateError e) {
            throw e.in(version, part);
        }
    }

    private void fill(@Nullable Object model, Writer out) {
        try {
            watch.guard(() -> {
                if (!asText) {
                    super.process(model, new BoundedWriter(out));
                    return;
                }
                StringWriter html = new StringWriter();
                super.process(model, new BoundedWriter(html));
                out.write(HtmlText.of(html.toString()));
            });
        } catch (TemplateException e) {
            Integer line = e.getLineNumber();
            Integer column = e.getColumnNumber();
            throw new TemplateError(line == null ? 0 : line, column == null ? 0 : column, message(e));
        } catch (RuntimeException e) {
            throw e instanceof TemplateError || e instanceof Fault ? e : new TemplateError(CANNOT);
        } catch (Exception e) {
            throw new TemplateError(CANNOT);
        }
    }

    private static String parseMessage(String message) {
        String first = message.lines().findFirst().orElse(message);
        int more = first.indexOf(" Help (latest version)");
        first = more < 0 ? first : first.substring(0, more);
        return first.replaceFirst(", but was expecting one of these patterns:$", ", which does not fit here")
                .replaceFirst(" \\(Note that FreeMarker end-tags.*$", "");
    }

    private static String message(TemplateException e) {
        String message = e.getMessageWithoutStackTop();
        Matcher blamed = BLAMED.matcher(message == null ? "" : message);
        String expression = blamed.find() ? blamed.group(1) : null;
        if (message == null) {
            return CANNOT;
        }
        if (message.startsWith("The following has evaluated to null or missing")) {
            return "\"" + expression + "\" has no value; write ${" + expression + "!\"…\"} to give one";
        }
        String first =
                CLASSES.matcher(message.lines().findFirst().orElse(message)).replaceAll("");
        return VALUE.matcher(first).replaceFirst("").replaceFirst(":$", "")
                + (expression == null ? "" : ": " + expression);
    }
}
