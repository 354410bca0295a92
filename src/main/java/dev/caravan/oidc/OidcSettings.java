package dev.caravan.oidc;

import dev.caravan.account.Role;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OpenID provider; off as long as there is neither an issuer nor a client.
 *
 * @param clientSecret empty: a public client
 * @param defaultRole of whoever is new; empty: none, until an administrator gives one
 * @param roleClaim where the first login finds a role, with dots between the levels; empty: nowhere
 * @param audience whom bearer tokens must be meant for; empty: the client
 */
@ConfigurationProperties("caravan.oidc")
record OidcSettings(
        @DefaultValue("") String issuer,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String defaultRole,
        @DefaultValue("") String roleClaim,
        @DefaultValue("") String audience) {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    /** @throws IllegalStateException saying what to set */
    void check() {
        if (clientId.isBlank()) {
            throw new IllegalStateException("CARAVAN_OIDC_CLIENT_ID must be set with CARAVAN_OIDC_ISSUER");
        }
        if (issuer.isBlank()) {
            throw new IllegalStateException("CARAVAN_OIDC_ISSUER must be set with CARAVAN_OIDC_CLIENT_ID");
        }
        if (!defaultRole.isBlank() && Role.of(defaultRole).isEmpty()) {
            throw new IllegalStateException(
                    "CARAVAN_OIDC_DEFAULT_ROLE must be viewer, operator, editor, admin, or not be set");
        }
        URI uri;
        try {
            uri = URI.create(issuer);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("CARAVAN_OIDC_ISSUER is not a URL");
        }
        boolean here = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
        if (uri.getHost() == null || !here && !"https".equals(uri.getScheme())) {
            throw new IllegalStateException("CARAVAN_OIDC_ISSUER must be an https URL");
        }
    }

    Optional<Role> roleOfNewcomers() {
        return Role.of(defaultRole);
    }

    String intendedAudience() {
        return audience.isBlank() ? clientId : audience;
    }
}
