package dev.caravan.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may log in.
 *
 * @param passwordHash with the name of its algorithm in front; null: logs in with the OpenID provider only
 * @param disabledAt since when not any more; null: may
 */
public record User(
        UUID id,
        String name,
        @Nullable String passwordHash,
        Role role,
        Instant createdAt,
        @Nullable Instant lastLoginAt,
        @Nullable Instant disabledAt) {

    /** The hash stays out of logs. */
    @Override
    public String toString() {
        return name + " (" + role + ")";
    }
}
