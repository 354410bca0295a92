package dev.caravan.access;

import java.util.Locale;
import java.util.Optional;

/** What a key may do. None includes another. */
public enum Scope {
    /** Send, cancel, retry and replay notifications. */
    SEND,
    /** See everything, message texts and recipients included. */
    READ,
    /** Change what is set up: templates and all else that outlives a notification. */
    MANAGE,
    /** Change the routes. They are code: who has this can do whatever Caravan can, reading its secrets included. */
    ROUTES,
    /** Say who may do what: make and revoke keys; and see who did what, which is about people. */
    ADMIN;

    /** The scope of this name; empty if there is none. */
    public static Optional<Scope> of(String text) {
        for (Scope scope : values()) {
            if (scope.toString().equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /** The name in the configuration and in {@code x-scope}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
