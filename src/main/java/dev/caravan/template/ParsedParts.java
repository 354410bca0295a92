package dev.caravan.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.delivery.PermanentFault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The parts of template versions, parsed once. Versions never change, so neither does what is kept here. */
@Component
final class ParsedParts implements DisposableBean {

    /** In characters of source, over all parts kept. */
    private static final long MAX_WEIGHT = 8L * 1024 * 1024;

    private final TemplateStore store;
    private final RenderWatch watch = new RenderWatch();
    private final Cache<String, Entry> parsed = Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .weigher((String name, Entry entry) -> 1000 + entry.length())
            .build();

    /** A part, or what is wrong with it: a broken template is not parsed again for each of its messages. */
    private record Entry(
            TemplateVersion version,
            String part,
            @Nullable ParsedPart parsed,
            @Nullable TemplateError error,
            int length) {}

    ParsedParts(TemplateStore store) {
        this.store = store;
    }

    /**
     * The part with a name of a {@link Rendition}, such as {@code v12/content}.
     *
     * @throws PermanentFault if there is no such version or part, or it is not a valid template
     */
    ParsedPart get(String name) {
        Entry entry = entry(name);
        if (entry.error() != null) {
            throw entry.error().in(entry.version(), entry.part());
        }
        return Objects.requireNonNull(entry.parsed());
    }

    private Entry entry(String name) {
        Entry entry = parsed.getIfPresent(name);
        if (entry == null) {
            entry = load(name);
            parsed.put(name, entry);
        }
        return entry;
    }

    private Entry load(String name) {
        int slash = name.indexOf('/');
        if (slash < 2 || name.charAt(0) != 'v' || !name.substring(1, slash).matches("\\d{1,18}")) {
            throw new PermanentFault("there is no template part " + name);
        }
        TemplateVersion version = store.version(Long.parseLong(name.substring(1, slash)));
        String part = name.substring(slash + 1);
        boolean asText = part.endsWith(TemplateVersion.TEXT_SUFFIX);
        String sourcePart = TemplateVersion.partOf(name);
        String source = version.source(sourcePart);
        if (source == null) {
            throw new PermanentFault(version.label() + " has no part " + sourcePart);
        }
        try {
            return new Entry(version, sourcePart, parse(version, sourcePart, asText, source), null, source.length());
        } catch (TemplateError e) {
            return new Entry(version, sourcePart, null, e, 0);
        }
    }

    /** @throws TemplateError if the source is not a valid template */
    ParsedPart parse(TemplateVersion version, String part, boolean asText, String source) {
        boolean html = TemplateVersion.isHtml(part, source);
        if (version.engine() == Engine.MUSTACHE) {
            return MustachePart.parse(source, html, asText, watch);
        }
        return FreemarkerPart.parse(
                version, part, asText, source, html ? FreemarkerSettings.HTML : FreemarkerSettings.PLAIN, watch, false);
    }

    @Override
    public void destroy() {
        watch.close();
    }
}
