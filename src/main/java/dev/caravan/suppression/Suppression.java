package dev.caravan.suppression;

import dev.caravan.notification.Addresses;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address that gets nothing any more.
 *
 * @param channel the channel that the address is one of
 * @param address in the list's form, see {@link #normalised}
 * @param detail the provider's words, or where it came from; no address in it
 * @param expiresAt when it stops to count; null: never
 */
public record Suppression(
        String channel,
        String address,
        Reason reason,
        Scope scope,
        @Nullable String detail,
        @Nullable Instant expiresAt) {

    /** Why. */
    public enum Reason {
        /** The person said so. */
        UNSUBSCRIBED,
        /** There is nobody at the address. */
        BOUNCED,
        /** The person called a message unwanted, to the provider. */
        COMPLAINED,
        /** An operator put it there. */
        MANUAL;

        /** What it covers unless something else is said: who unsubscribes still gets what is no mailing. */
        public Scope scope() {
            return this == UNSUBSCRIBED ? Scope.MAILINGS : Scope.ALL;
        }

        /** As the store and the API write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is held back. */
    public enum Scope {
        /** Everything. */
        ALL,
        /** What belongs to a mailing. */
        MAILINGS;

        /** As the store and the API write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One without an end and of the reason's own scope. The address is taken as it is if it cannot be normalised. */
    public static Suppression of(String channel, String address, Reason reason, @Nullable String detail) {
        return new Suppression(
                channel, normalised(channel, address).orElse(address), reason, reason.scope(), detail, null);
    }

    /**
     * The one form of an address: an e-mail address in lower case, a phone number as E.164, a Telegram chat's number; the
     * address itself for any other channel. Empty if the channel cannot have such an address.
     */
    public static Optional<String> normalised(String channel, String address) {
        return switch (channel) {
            case "email" -> Addresses.email(address).map(email -> email.toLowerCase(Locale.ROOT));
            case "sms" -> Addresses.phoneNumber(address);
            case "telegram" -> Addresses.telegramId(address);
            default -> address.isBlank() || address.length() > 320 ? Optional.empty() : Optional.of(address);
        };
    }
}
