package dev.caravan.oidc;

import org.springframework.security.core.AuthenticationException;

/** The OpenID provider cannot be reached, or is not the one that was configured. */
final class ProviderAway extends AuthenticationException {

    ProviderAway(String message) {
        super(message);
    }
}
