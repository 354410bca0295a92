package dev.caravan.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.Set;

/**
 * A key that is allowed in. Only its SHA-256 is kept: a key is long and random, so that nothing slower is needed.
 *
 * @param name who it was given to; may be logged
 */
record ApiKey(String name, byte[] sha256, Set<Scope> scopes) {

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
        return new ApiKey(parts[0], sha256(parts[1]), parts.length == 2 ? EnumSet.allOf(Scope.class) : scopes(parts));
    }

    private static Set<Scope> scopes(String[] parts) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String text : parts[2].split("\\+")) {
            scopes.add(Scope.of(text)
                    .orElseThrow(() -> new IllegalStateException("CARAVAN_API_KEYS: '" + parts[0] + "' has the scope '"
                            + text + "'; there are send, read and manage")));
        }
        return scopes;
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the same time whether it is the key or not. */
    boolean is(byte[] presented) {
        return MessageDigest.isEqual(sha256, presented);
    }

    /** The digest stays out of logs. */
    @Override
    public String toString() {
        return name + " " + scopes;
    }
}
