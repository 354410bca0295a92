package dev.caravan.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in.
 *
 * @param passwordHash with the name of its algorithm in front; null: logs in with the OpenID provider only
 * @param role null: nobody gave one yet to somebody who came by the OpenID provider, and who gets no further
 * @param subject who that is at the OpenID provider: its issuer, a space, and the subject there; null: unknown
 * @param expected the subject, or the verified e-mail address, of whom this user is meant for; null: nobody in particular
 * @param disabledAt since when not any more; null: may
 */
public record User(
        UUID id,
        String name,
        @Nullable String passwordHash,
        @Nullable Role role,
        @Nullable String subject,
        @Nullable String expected,
        Instant createdAt,
        @Nullable Instant lastLoginAt,
        @Nullable Instant disabledAt) {

    /** Whether this one may log in at all. */
    public boolean admitted() {
        return role != null && disabledAt == null;
    }

    /** The hash stays out of logs. */
    @Override
    public String toString() {
        return name + " (" + role + ")";
    }
}
