package dev.caravan.bounce;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a mail in the bounce mailbox says.
 *
 * @param deliveryId the delivery that it is about; null if it names none
 * @param dead whether the address itself is at fault, so that no other mail to it has a chance
 * @param words the mail server's, without addresses
 */
record Bounce(
        Kind kind,
        @Nullable UUID deliveryId,
        boolean dead,
        @Nullable String words) {

    enum Kind {
        /** It will not arrive. */
        PERMANENT,
        /** It has not arrived yet, and is still tried. */
        TEMPORARY,
        /** It arrived. */
        DELIVERED,
        /** It arrived, and was called unwanted (RFC 5965). */
        COMPLAINT,
        /** A person's program answered: absence, a ticket, a receipt of reading (RFC 3834, RFC 8098). Never counts. */
        AUTO_REPLY,
        /** None of these. */
        UNKNOWN
    }
}
