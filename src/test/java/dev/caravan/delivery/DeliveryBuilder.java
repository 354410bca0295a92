package dev.caravan.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery as a worker has it, without a database. */
final class DeliveryBuilder {

    private @Nullable List<String> channels;
    private @Nullable Instant expiresAt;
    private int rounds;
    private Set<String> refusedBy = Set.of();
    private List<SuppressedAddress> suppressed = List.of();

    DeliveryBuilder suppressed(String channel, String address, String reason) {
        suppressed = List.of(new SuppressedAddress(channel, address, reason));
        return this;
    }

    DeliveryBuilder channels(String... names) {
        channels = List.of(names);
        return this;
    }

    DeliveryBuilder expiresAt(Instant moment) {
        expiresAt = moment;
        return this;
    }

    DeliveryBuilder rounds(int failed) {
        rounds = failed;
        return this;
    }

    DeliveryBuilder refusedBy(String... names) {
        refusedBy = Set.of(names);
        return this;
    }

    Delivery build() {
        Delivery.Facts facts = new Delivery.Facts(
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                "default",
                Map.of("email", "anna@example.com"),
                null,
                channels == null ? "default" : null,
                channels,
                null,
                "x",
                null,
                Map.of(),
                0,
                rounds,
                refusedBy,
                expiresAt,
                Instant.EPOCH,
                suppressed);
        return new Delivery(facts, Instant.EPOCH, System.nanoTime() + 60_000_000_000L);
    }
}
