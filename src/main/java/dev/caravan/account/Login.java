package dev.caravan.account;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import org.springframework.security.core.AuthenticatedPrincipal;

/** A user who is logged in, as the session keeps it. */
public record Login(UUID id, String name, Role role) implements AuthenticatedPrincipal, Serializable {

    /** Of a user who is {@linkplain User#admitted() admitted}. */
    public static Login of(User user) {
        return new Login(user.id(), user.name(), Objects.requireNonNull(user.role()));
    }

    @Override
    public String getName() {
        return name;
    }
}
