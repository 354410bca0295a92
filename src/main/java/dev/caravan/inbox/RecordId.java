package dev.caravan.inbox;

import java.time.Instant;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A record's id as callers know it: 24 hex characters in the shape of a MongoDB ObjectId, as the service before had them.
 * The first eight are the second it was made in, the others its number, which grows within an inbox.
 */
final class RecordId {

    private static final Pattern SHAPE = Pattern.compile("[0-9a-fA-F]{24}");
    private static final int SECONDS = 8;

    private RecordId() {}

    static boolean hasShape(String text) {
        return SHAPE.matcher(text).matches();
    }

    static String of(long number, Instant createdAt) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((int) createdAt.getEpochSecond()) + hex.toHexDigits(number);
    }

    /** The number in an id; empty if it is not an id. */
    static OptionalLong number(String id) {
        if (!hasShape(id)) {
            return OptionalLong.empty();
        }
        long number = HexFormat.fromHexDigitsToLong(id, SECONDS, id.length());
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
