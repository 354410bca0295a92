package dev.caravan.routing;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets named headers through and nothing else, whatever their casing. Camel's own filters name what to stop, and each new
 * spelling of a steering header ({@code CAmelHttpUri}) has slipped past one of them: CVE-2025-27636, CVE-2026-40453.
 */
final class AllowedHeaders implements HeaderFilterStrategy {

    /** Nothing in, nothing out. */
    static final AllowedHeaders NONE = new AllowedHeaders(name -> false, Set.of());

    private final Predicate<String> in;
    private final Set<String> out;

    /**
     * @param in what a caller may set, by its name in lower case
     * @param out what an answer may carry, in lower case
     */
    AllowedHeaders(Predicate<String> in, Set<String> out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !out.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !in.test(name.toLowerCase(Locale.ROOT));
    }
}
