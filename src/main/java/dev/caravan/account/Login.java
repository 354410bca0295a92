package dev.caravan.account;

import java.io.Serializable;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/** A user who is logged in, as the session keeps it. */
public record Login(UUID id, String name, Role role) implements AuthenticatedPrincipal, Serializable {

    @Override
    public String getName() {
        return name;
    }
}
