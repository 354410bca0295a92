package dev.caravan.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** Finds the key in a request. */
final class Credentials {

    private Credentials() {}

    /**
     * {@code Authorization: Bearer}, {@code X-API-Key}, or the password of {@code Authorization: Basic}, by which a
     * browser shows the pages that need a key.
     */
    static Optional<String> of(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return Optional.ofNullable(request.getHeader("X-API-Key")).map(String::trim);
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).trim());
        }
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6) && fromOwnPage(request)) {
            return password(authorization.substring(6).trim());
        }
        return Optional.empty();
    }

    /**
     * A browser adds the password it remembers to whatever another site's page makes it send. What such a page can send
     * without asking first is GET, which changes nothing, and POST, which then does not say that it is of the same
     * origin (Fetch Metadata, W3C).
     */
    private static boolean fromOwnPage(HttpServletRequest request) {
        return !request.getMethod().equals("POST") || "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
    }

    private static Optional<String> password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return Optional.of(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
