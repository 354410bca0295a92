package dev.caravan.bounce;

import dev.caravan.receipt.Receipt;
import dev.caravan.receipt.Receipt.Status;
import dev.caravan.receipt.Receipts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailConstants;
import org.apache.camel.component.mail.MailMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The step of the route {@code bounces}. Nothing that a mail says steers anything here: its headers never become the
 * exchange's (CVE-2026-33454), and it can change only the delivery whose id it knows, and suppress only that one's address.
 */
@Component("bounceMailbox")
public class BounceMailbox {

    private static final Logger LOG = LoggerFactory.getLogger(BounceMailbox.class);

    /** As much of a mail as is looked at: the report comes before the message that is returned. */
    private static final int LONGEST = 1024 * 1024;

    private static final String PROVIDER = "bounces";

    private final Receipts receipts;
    private final MeterRegistry meters;

    BounceMailbox(Receipts receipts, MeterRegistry meters) {
        this.receipts = receipts;
        this.meters = meters;
    }

    /**
     * Reads a mail and lets it count. What is not understood, or about no delivery that we know, stays in the mailbox, marked
     * as read.
     *
     * @throws MessagingException if the mailbox was lost meanwhile; the mail comes again
     */
    public void read(Exchange exchange) throws MessagingException {
        Message mail = exchange.getIn(MailMessage.class).getOriginalMessage();
        exchange.getIn().removeHeaders("*");
        Bounce bounce = BounceReader.read(beginning(mail));
        count(bounce.kind().toString().toLowerCase(Locale.ROOT).replace("_", ""));
        boolean understood = count(bounce);
        if (!understood) {
            exchange.getIn().setHeader(MailConstants.MAIL_DELETE, false);
        }
        LOG.info("A mail in the bounce mailbox is {}: delivery={}", bounce.kind(), bounce.deliveryId());
    }

    private boolean count(Bounce bounce) {
        Status status = switch (bounce.kind()) {
            case PERMANENT -> bounce.dead() ? Status.BOUNCED : Status.FAILED;
            case TEMPORARY -> Status.DELAYED;
            case DELIVERED -> Status.DELIVERED;
            case COMPLAINT -> Status.COMPLAINED;
            case AUTO_REPLY, UNKNOWN -> null;
        };
        UUID delivery = bounce.deliveryId();
        if (status == null) {
            return bounce.kind() == Bounce.Kind.AUTO_REPLY;
        }
        if (delivery == null) {
            count("unmatched");
            return false;
        }
        Receipt receipt = new Receipt(delivery.toString(), delivery, "email", status, bounce.words(), null);
        return !receipts.take(PROVIDER, List.of(receipt)).get(0).result().equals("unknown");
    }

    private static byte[] beginning(Message mail) throws MessagingException {
        Beginning bytes = new Beginning();
        try {
            mail.writeTo(bytes);
        } catch (Beginning.Enough enough) {
            // more is not looked at
        } catch (IOException e) {
            throw new MessagingException("the mail cannot be read: " + e.getMessage());
        }
        return bytes.toByteArray();
    }

    private void count(String kind) {
        Counter.builder("caravan.bounces")
                .description("Mails in the bounce mailbox, by what they are")
                .tag("class", kind)
                .register(meters)
                .increment();
    }

    /** Takes so many bytes, and then stops whoever writes. */
    private static final class Beginning extends OutputStream {

        private static final class Enough extends IOException {}

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            int room = LONGEST - bytes.size();
            bytes.write(from, offset, Math.min(room, length));
            if (length >= room) {
                throw new Enough();
            }
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
