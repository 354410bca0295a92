package dev.caravan.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message as SMTP carries it.
 *
 * @param from the envelope's sender
 * @param to the envelope's recipient
 * @param utf8 whether an address needs the extension SMTPUTF8 (RFC 6531)
 * @param text the message with its lines ended by CRLF, its dots doubled, and the final dot (RFC 5321, section 4.5.2)
 */
record Parcel(String from, String to, boolean utf8, byte[] text) {

    private static final byte[] FINAL_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 1_024;

    /** @throws MessagingException if the message has not one sender and one recipient */
    static Parcel of(MimeMessage message) throws MessagingException, IOException {
        MailAddress from = message instanceof Mail mail ? mail.sender() : only(message.getFrom());
        MailAddress to = message instanceof Mail mail ? mail.recipient() : only(message.getAllRecipients());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(0, message.getSize()) + HEADER_BYTES);
        // Doubles dots and ends every line with CRLF, however it ended: no text can end the message early.
        SMTPOutputStream lines = new SMTPOutputStream(bytes);
        message.writeTo(lines);
        lines.ensureAtBOL();
        bytes.writeBytes(FINAL_DOT);
        return new Parcel(from.toString(), to.toString(), from.needsUtf8() || to.needsUtf8(), bytes.toByteArray());
    }

    private static MailAddress only(Address @Nullable [] addresses) throws MessagingException {
        if (addresses == null || addresses.length != 1 || !(addresses[0] instanceof InternetAddress address)) {
            throw new MessagingException("a mail has one sender and one recipient");
        }
        return MailAddress.parse(address.getAddress());
    }
}
