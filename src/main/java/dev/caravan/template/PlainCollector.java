package dev.caravan.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets Mustache read maps by key and lists in order, and nothing else: no getters, fields or methods. Its iterators end
 * when the thread is interrupted, which is how {@link RenderWatch} stops a template.
 */
final class PlainCollector implements Mustache.Collector {

    private static final Mustache.VariableFetcher MAP = (context, name) -> {
        Map<?, ?> map = (Map<?, ?>) context;
        Object value = map.get(name);
        return value == null && !map.containsKey(name) ? Template.NO_FETCHER_FOUND : value;
    };

    /** An empty text and zero close a section, as in mustache.js. */
    @Override
    public @Nullable Iterator<?> toIterator(@Nullable Object value) {
        checkInterrupt();
        if (value == null || "".equals(value) || value instanceof Number number && number.doubleValue() == 0) {
            return Collections.emptyIterator();
        }
        return value instanceof List<?> list ? new Elements(list.iterator()) : null;
    }

    @Override
    public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
        return context instanceof Map<?, ?> ? MAP : null;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }

    private static void checkInterrupt() {
        if (Thread.currentThread().isInterrupted()) {
            throw new TemplateError("rendering was interrupted");
        }
    }

    private record Elements(Iterator<?> elements) implements Iterator<Object> {

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public Object next() {
            checkInterrupt();
            Object element = elements.next();
            return element == null ? "" : element;
        }
    }
}
