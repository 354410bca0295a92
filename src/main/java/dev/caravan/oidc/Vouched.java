package dev.caravan.oidc;

import dev.caravan.account.Login;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** Somebody whom the OpenID provider vouched for, and who is a user here. */
public final class Vouched extends DefaultOidcUser {

    private final transient Login login;

    Vouched(OidcUser who, Login login) {
        super(who.getAuthorities(), who.getIdToken(), who.getUserInfo());
        this.login = login;
    }

    public Login login() {
        return login;
    }
}
