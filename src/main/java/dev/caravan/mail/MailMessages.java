package dev.caravan.mail;

import dev.caravan.delivery.PermanentFault;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Builds the e-mail of a delivery. */
public final class MailMessages {

    /** RFC 5322, section 3.3. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final MailAddress sender;
    private final String from;
    private final @Nullable MailAddress returnAddress;
    private final Clock clock;

    /** @throws IllegalArgumentException if the configured sender's address is none */
    public MailMessages(SmtpSettings settings, Clock clock) {
        this(settings, "", clock);
    }

    /**
     * @param bounces where mail that comes back shall go; empty: to the sender
     * @throws IllegalArgumentException if an address is none
     */
    MailMessages(SmtpSettings settings, String bounces, Clock clock) {
        this.clock = clock;
        this.returnAddress = bounces.isBlank() ? null : returnAddress(bounces.strip());
        try {
            sender = MailAddress.parse(settings.fromEmail());
            String name = settings.fromName().isBlank() ? null : settings.fromName();
            from = new InternetAddress(sender.toString(), name, "UTF-8").toString();
        } catch (PermanentFault | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("caravan.smtp.from-email is not one valid address", e);
        }
    }

    /**
     * Makes the message of the delivery on the exchange, for use in a route. Body: the text. Variables: {@code
     * recipient}, {@code deliveryId}, and optionally {@code subject}, {@code html}, {@code urgent}, {@code
     * unsubscribeUrl} (a message of a mailing: it gets the headers of RFC 8058).
     *
     * <p>Its Message-ID is the delivery's id at the sender's domain, so that a receiver can tell a message that came
     * twice.
     *
     * @throws PermanentFault if the recipient is not one valid address, or the subject has a line break or NUL in it
     */
    public MimeMessage compose(Exchange exchange) throws MessagingException {
        String id = exchange.getVariable("deliveryId", String.class);
        if (id == null) {
            throw new IllegalArgumentException("variable deliveryId is not set");
        }
        return compose(
                id,
                exchange.getVariable("recipient", String.class),
                exchange.getVariable("subject", String.class),
                exchange.getMessage().getBody(String.class),
                exchange.getVariable("html", String.class),
                exchange.getVariable("unsubscribeUrl", String.class),
                Boolean.TRUE.equals(exchange.getVariable("urgent", Boolean.class)));
    }

    MimeMessage compose(
            String id,
            @Nullable String recipient,
            @Nullable String subject,
            @Nullable String text,
            @Nullable String html,
            @Nullable String unsubscribeUrl,
            boolean urgent)
            throws MessagingException {
        // RFC 5321, section 4.4: what comes back, comes to the envelope's sender. With the delivery's id in it, a
        // bounce that
        // brings nothing of the message back is understood as well.
        MailAddress envelope = returnAddress == null
                ? sender
                : new MailAddress(returnAddress.local() + "+" + id, returnAddress.domain());
        Mail mail = new Mail(envelope, MailAddress.parse(recipient), urgent, body(id, text, html));
        mail.setHeader("Date", DATE.format(clock.instant()));
        mail.setHeader("From", from);
        mail.setHeader("Message-ID", "<" + id + "@" + sender.domain() + ">");
        // No vacation notices in answer (RFC 3834, section 5).
        mail.setHeader("Auto-Submitted", "auto-generated");
        if (unsubscribeUrl != null && !unsubscribeUrl.isEmpty()) {
            // RFC 8058, section 3.1
            mail.setHeader("List-Unsubscribe", "<" + unsubscribeUrl + ">");
            mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        if (subject != null && !subject.isEmpty()) {
            if (subject.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new PermanentFault("the subject has a line break or NUL in it");
            }
            mail.setHeader("Subject", MimeText.header(subject));
        }
        return mail;
    }

    private static MailAddress returnAddress(String bounces) {
        try {
            MailAddress address = MailAddress.parse(bounces);
            // 64 octets (RFC 5321, section 4.5.3.1.1), less the plus and the id
            if (address.local().length() <= 64 - 37) {
                return address;
            }
        } catch (PermanentFault e) {
            // said below
        }
        throw new IllegalArgumentException(
                "CARAVAN_BOUNCES_ADDRESS must be one address, with at most 27 characters before the @");
    }

    private static MimeText body(String id, @Nullable String text, @Nullable String html) {
        if (html == null || html.isBlank()) {
            return MimeText.of("plain", text == null ? "" : text);
        }
        return MimeText.alternative(id, MimeText.of("plain", text == null ? "" : text), MimeText.of("html", html));
    }
}
