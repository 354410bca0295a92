package dev.caravan.routing;

import org.jspecify.annotations.Nullable;

/**
 * Why a set of route files cannot be published, and where.
 *
 * @param file path within the folder of the routes
 * @param line from 1
 * @param column from 1
 * @param fix what to do about it; null: the reason says it
 */
public record Finding(
        String file,
        int line,
        int column,
        String reason,
        @Nullable String fix) {

    /** One line: {@code channels/sms.camel.yaml:12:9: reason (fix)}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s%s".formatted(file, line, column, reason, fix == null ? "" : " (" + fix + ")");
    }
}
