package dev.caravan.access;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** A key of the configuration. Only its SHA-256 is kept. */
record ApiKey(Holder holder, ByteBuffer sha256) {

    /**
     * Reads {@code name:key} or {@code name:key:scope+scope}; without scopes the key has all of them.
     *
     * @throws IllegalStateException if it is not of this form; the message does not hold the key
     */
    static ApiKey parse(String entry) {
        String[] parts = entry.trim().split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IllegalStateException(
                    "CARAVAN_API_KEYS: the entry for '" + parts[0] + "' must read name:key or name:key:scope+scope");
        }
        Set<Scope> scopes = parts.length == 2 ? EnumSet.allOf(Scope.class) : scopes(parts);
        return new ApiKey(new Holder(parts[0], scopes), Presented.of(parts[1]).sha256());
    }

    private static Set<Scope> scopes(String[] parts) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String text : parts[2].split("\\+")) {
            scopes.add(Scope.of(text)
                    .orElseThrow(() -> new IllegalStateException("CARAVAN_API_KEYS: '" + parts[0] + "' has the scope '"
                            + text + "'; there are send, read, manage, routes and admin")));
        }
        return scopes;
    }

    String name() {
        return holder.name();
    }

    /** The digest stays out of logs. */
    @Override
    public String toString() {
        return holder.name() + " " + holder.scopes();
    }
}
