package dev.caravan.receipt;

import dev.caravan.store.TimeOrderedId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of one message.
 *
 * @param reference the provider's id of the message, or the delivery's id
 * @param deliveryId the delivery's id, where the reference is or holds it
 * @param channel the channel that the message must have gone by; null: any
 * @param error the provider's words, without addresses
 * @param at when it happened; null if the provider does not say
 */
public record Receipt(
        String reference,
        @Nullable UUID deliveryId,
        @Nullable String channel,
        Status status,
        @Nullable String error,
        @Nullable Instant at) {

    /** What happened to the message. */
    public enum Status {
        /** It arrived. */
        DELIVERED,
        /** It will not arrive. */
        FAILED,
        /** It will not arrive, and nothing else to this address will. */
        BOUNCED,
        /** It arrived, and was called unwanted: nothing more is sent to the address. */
        COMPLAINED,
        /** It arrived, and the person wants no more mailings. */
        UNSUBSCRIBED,
        /** It has not arrived yet. Changes nothing and is noted. */
        DELAYED;

        /** As receipts and the store write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A receipt for the message of this id, whoever gave it: {@code <delivery@domain>}, as e-mail has it, is a delivery's. */
    public static Receipt of(String reference, Status status, @Nullable String error, @Nullable Instant at) {
        return new Receipt(reference, deliveryId(reference).orElse(null), null, status, error, at);
    }

    private static Optional<UUID> deliveryId(String reference) {
        String id = reference.startsWith("<") ? reference.substring(1) : reference;
        int domain = id.indexOf('@');
        return TimeOrderedId.parse(domain < 0 ? id : id.substring(0, domain));
    }
}
