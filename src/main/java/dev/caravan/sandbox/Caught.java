package dev.caravan.sandbox;

import java.time.Instant;
import java.util.Locale;

/**
 * One message that was caught.
 *
 * @param id counts up from 1
 * @param channel {@code email}, {@code telegram} or {@code sms}
 * @param from sender by the transport: the envelope sender of a mail, the account at a gateway
 * @param to recipient by the transport; several recipients of one mail are separated by comma and space
 */
record Caught(long id, Instant receivedAt, String channel, String provider, String from, String to, Source source) {

    static final String EMAIL = "email";
    static final String TELEGRAM = "telegram";
    static final String SMS = "sms";

    /** @param channel all channels if blank; {@code recipient} is a part of the address in any case, all if blank */
    boolean matches(String channel, String recipient) {
        return (channel.isBlank() || this.channel.equals(channel))
                && (recipient.isBlank() || to.toLowerCase(Locale.ROOT).contains(recipient.toLowerCase(Locale.ROOT)));
    }
}
