package dev.caravan.access;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/** Finds the key in a request. */
final class Credentials {

    /**
     * Methods that another site's page cannot make a browser send with the password it remembers: the first two change
     * nothing, the third needs a preflight, which is never granted.
     */
    private static final Set<String> WITH_PASSWORD = Set.of("GET", "HEAD", "DELETE");

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
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6) && WITH_PASSWORD.contains(request.getMethod())) {
            return password(authorization.substring(6).trim());
        }
        return Optional.empty();
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
