package dev.caravan.provider;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which headers pass between a route and an HTTP provider: out only those on the list, whatever their case; in only
 * {@code Content-Type} and {@code Retry-After}. Camel's own filter is a list of what is refused, and names written in
 * another case have passed it before (CVE-2025-27636, CVE-2026-40453).
 */
final class HttpHeaders implements HeaderFilterStrategy {

    private static final Logger log = LoggerFactory.getLogger(HttpHeaders.class);

    private final List<String> allowed;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    HttpHeaders(List<String> allowed) {
        this.allowed =
                allowed.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    @Override
    public boolean applyFilterToCamelHeaders(String headerName, Object headerValue, Exchange exchange) {
        String name = headerName.toLowerCase(Locale.ROOT);
        if (passes(name)) {
            return false;
        }
        if (!name.startsWith("camel") && warned.size() < 100 && warned.add(name)) {
            log.warn("The header {} is not sent: its name is not in caravan.http.headers", name);
        }
        return true;
    }

    @Override
    public boolean applyFilterToExternalHeaders(String headerName, Object headerValue, Exchange exchange) {
        return !headerName.equalsIgnoreCase("content-type") && !headerName.equalsIgnoreCase("retry-after");
    }

    private boolean passes(String name) {
        return allowed.stream()
                .anyMatch(rule ->
                        rule.endsWith("*") ? name.startsWith(rule.substring(0, rule.length() - 1)) : name.equals(rule));
    }
}
