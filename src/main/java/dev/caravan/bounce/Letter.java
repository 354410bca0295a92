package dev.caravan.bounce;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;

/**
 * A mail taken apart, as far as a bounce has parts: its header, what it says, the machine-readable report, and what it brings
 * back of the message it is about. It may be cut off anywhere, and lie about itself.
 */
final class Letter {

    private static final Session SESSION = Session.getInstance(new Properties());
    private static final int DEEPEST = 6;
    private static final int MOST_PARTS = 50;
    private static final int LONGEST = 128 * 1024;

    private final MimeMessage message;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder report = new StringBuilder();
    private final StringBuilder returned = new StringBuilder();
    private boolean feedback;
    private boolean disposition;
    private int parts;

    private Letter(MimeMessage message) {
        this.message = message;
    }

    /** @throws MessagingException if it is no mail at all */
    static Letter of(byte[] bytes) throws MessagingException, IOException {
        Letter letter = new Letter(new MimeMessage(SESSION, new ByteArrayInputStream(bytes)));
        letter.take(letter.message, 0);
        return letter;
    }

    /** All values of a header, decoded and joined; empty if it is not there. */
    String header(String name) {
        try {
            String[] values = message.getHeader(name);
            return values == null ? "" : decode(String.join(" ", values));
        } catch (MessagingException e) {
            return "";
        }
    }

    /** What it says to a person. */
    String text() {
        return text.toString();
    }

    /** The fields of the delivery status or feedback report; empty if there is none. */
    String report() {
        return report.toString();
    }

    /** What it brings back. */
    String returned() {
        return returned.toString();
    }

    boolean isFeedback() {
        return feedback;
    }

    boolean isDisposition() {
        return disposition;
    }

    private void take(Part part, int depth) throws MessagingException, IOException {
        if (depth > DEEPEST || ++parts > MOST_PARTS) {
            return;
        }
        String type = type(part);
        if (type.startsWith("multipart/")) {
            MimeMultipart multipart = new MimeMultipart(new PartSource(part));
            each(multipart, depth);
        } else if (type.equals("message/delivery-status") || type.equals("message/global-delivery-status")) {
            report.append(read(part, StandardCharsets.UTF_8)).append("\n\n");
        } else if (type.equals("message/feedback-report")) {
            feedback = true;
            report.append(read(part, StandardCharsets.UTF_8)).append("\n\n");
        } else if (type.equals("message/disposition-notification")) {
            disposition = true;
        } else if (type.startsWith("message/") || type.contains("rfc822-headers")) {
            returned.append(read(part, StandardCharsets.UTF_8)).append('\n');
        } else if (type.startsWith("text/")) {
            String words = read(part, charset(part));
            text.append(type.equals("text/html") ? words.replaceAll("<[^>]{1,2000}>", " ") : words)
                    .append('\n');
        }
    }

    private void each(Multipart multipart, int depth) throws IOException {
        try {
            for (int i = 0; i < multipart.getCount() && parts <= MOST_PARTS; i++) {
                BodyPart part = multipart.getBodyPart(i);
                take(part, depth + 1);
            }
        } catch (MessagingException broken) {
            // what was read so far stands
        }
    }

    private static String type(Part part) throws MessagingException {
        String type = part.getContentType();
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static Charset charset(Part part) {
        try {
            String name = new ContentType(part.getContentType()).getParameter("charset");
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (MessagingException | IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static String read(Part part, Charset charset) throws MessagingException {
        try (InputStream content = part.getInputStream()) {
            return new String(content.readNBytes(LONGEST), charset);
        } catch (IOException cutOff) {
            return "";
        }
    }

    private static String decode(String value) {
        try {
            return MimeUtility.decodeText(MimeUtility.unfold(value));
        } catch (UnsupportedEncodingException e) {
            return value;
        }
    }
}
