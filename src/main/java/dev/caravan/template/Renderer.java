package dev.caravan.template;

import dev.caravan.delivery.PermanentFault;
import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Renders template versions. Safe for any number of threads; a small template takes microseconds. */
@Component("renderer")
public class Renderer {

    private final TemplateStore store;
    private final ParsedParts parts;

    Renderer(TemplateStore store, ParsedParts parts) {
        this.store = store;
        this.parts = parts;
    }

    /**
     * Which parts make up a message for a channel: the subject's, if the template has one; the channel's variant, or
     * else the content; and for HTML {@code <channel>.html}, or for {@code email} a text that is HTML itself.
     *
     * @throws PermanentFault if there is no such version
     * @throws dev.caravan.delivery.TemporaryFault if the database cannot be reached
     */
    public Rendition parts(long versionId, String channel) {
        return store.version(versionId).rendition(channel);
    }

    /**
     * Renders all parts of a message.
     *
     * @param context maps, lists, texts, numbers and booleans, as {@link PlainValues#context} makes them
     * @throws PermanentFault if the template cannot be rendered with this context; the message names the template, its
     *     version, line and column
     * @throws dev.caravan.delivery.TemporaryFault if the database cannot be reached, or the program stops
     */
    public Rendered render(long versionId, String channel, Map<String, ? extends @Nullable Object> context) {
        TemplateVersion version = store.version(versionId);
        Rendition rendition = version.rendition(channel);
        return new Rendered(
                rendition.subject() == null ? null : render(version, rendition.subject(), context),
                render(version, rendition.text(), context),
                rendition.html() == null ? null : render(version, rendition.html(), context));
    }

    private String render(TemplateVersion version, String name, Map<String, ? extends @Nullable Object> context) {
        try {
            return render(name, context);
        } catch (TemplateError e) {
            throw e.in(version, TemplateVersion.partOf(name));
        }
    }

    /** @throws TemplateError if the part cannot be rendered with this context */
    String render(String name, Map<String, ? extends @Nullable Object> context) {
        StringWriter out = new StringWriter(256);
        parts.get(name).render(context, out);
        return out.toString();
    }
}
