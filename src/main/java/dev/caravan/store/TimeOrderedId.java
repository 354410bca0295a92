package dev.caravan.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Identifiers that sort by the time they were made: UUID version 7 (RFC 9562 §5.7). */
public final class TimeOrderedId {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.ofEpochMilli((1L << 48) - 1);

    private TimeOrderedId() {}

    /** A new identifier for something that happened at this moment. */
    public static UUID at(Instant moment) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // RFC 9562 §6.2 method 3: the 12 bits after the milliseconds hold the fraction, so order holds within one too
        long fraction = (moment.getNano() % 1_000_000) * 4096L / 1_000_000;
        return new UUID(
                moment.toEpochMilli() << 16 | 0x7000 | fraction,
                random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
    }

    /** The moment that an identifier was made, to the millisecond. */
    public static Instant moment(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The identifier that a text is; empty if it is none. */
    public static Optional<UUID> parse(@Nullable String text) {
        try {
            return text == null || text.length() != 36 ? Optional.empty() : Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The smallest identifier of this moment: a lower bound for searching by time. What lies before or after the moments
     * that 48 bits of milliseconds can tell has the first or the last of them.
     */
    public static UUID lowest(Instant moment) {
        Instant told = moment.isBefore(FIRST) ? FIRST : moment.isAfter(LAST) ? LAST : moment;
        return new UUID(told.toEpochMilli() << 16 | 0x7000, 0x8000000000000000L);
    }
}
