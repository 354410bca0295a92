package dev.caravan.account;

import dev.caravan.access.Scope;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a user of the console may do; each role includes those before it. */
public enum Role {
    /** Sees everything. */
    VIEWER(Set.of(Scope.READ)),
    /** Steers what runs: retries, cancels, replays. */
    OPERATOR(Set.of(Scope.READ, Scope.SEND)),
    /** Changes what is set up: templates, clients, mailings, schedules, webhooks. */
    EDITOR(Set.of(Scope.READ, Scope.SEND, Scope.MANAGE)),
    /** Changes the routes, which are code, and who may do what. */
    ADMIN(Set.of(Scope.values()));

    private final Set<Scope> scopes;

    Role(Set<Scope> scopes) {
        this.scopes = scopes;
    }

    /** The scopes of the API's operations that it may use. */
    public Set<Scope> scopes() {
        return scopes;
    }

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The role of this name, as it is stored and configured; empty if there is none. */
    public static Optional<Role> of(String text) {
        for (Role role : values()) {
            if (role.toString().equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** The name in the store and in the configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
