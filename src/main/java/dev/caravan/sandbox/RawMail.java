package dev.caravan.sandbox;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it came over SMTP.
 *
 * @param source its first bytes, at most {@value #KEPT}
 * @param size how many bytes it had in all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not copied: nobody else holds the array
record RawMail(byte[] source, long size) implements Source {

    static final int KEPT = 256 << 10;

    private static final int DEEPEST = 20;

    private static final Session SESSION = sessionThatReadsUtf8Headers();

    @Override
    public int bytes() {
        return source.length;
    }

    /** What cannot be decoded, because it is broken or was cut off, is left out. */
    @Override
    public Letter letter() {
        Body body = new Body();
        try {
            MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(source));
            Map<String, String> headers = headersOf(message);
            body.read(message, 0);
            return new Letter(
                    headers.get("From"),
                    headers.get("Subject"),
                    body.text,
                    body.html,
                    headers,
                    body.attachments,
                    message.getMessageID());
        } catch (MessagingException unreadable) {
            String text = new String(source, StandardCharsets.UTF_8);
            return new Letter(null, null, text, null, Map.of(), List.of(), null);
        }
    }

    private static Session sessionThatReadsUtf8Headers() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return Session.getInstance(properties);
    }

    private static Map<String, String> headersOf(MimeMessage message) throws MessagingException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : Collections.list(message.getAllHeaders())) {
            headers.merge(header.getName(), decoded(header.getValue()), (first, next) -> first + "\n" + next);
        }
        return headers;
    }

    private static String decoded(String value) {
        String unfolded = MimeUtility.unfold(value);
        try {
            return MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException unknown) {
            return unfolded;
        }
    }

    /** Collects the first plain text, the first HTML and the names of what is attached. */
    private static final class Body {

        private @Nullable String text;
        private @Nullable String html;
        private final List<String> attachments = new ArrayList<>();

        void read(Part part, int depth) {
            try {
                if (part.isMimeType("multipart/*") && depth < DEEPEST && part.getContent() instanceof Multipart many) {
                    for (int i = 0; i < many.getCount(); i++) {
                        read(many.getBodyPart(i), depth + 1);
                    }
                } else if (part.getFileName() != null || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
                    attachments.add(part.getFileName() == null ? "(no name)" : decoded(part.getFileName()));
                } else if (part.isMimeType("text/html") && html == null) {
                    html = textOf(part);
                } else if (part.isMimeType("text/*") && text == null) {
                    text = textOf(part);
                }
            } catch (MessagingException | IOException cutOff) {
                // the parts read so far are what there is to show
            }
        }

        /** Reads as far as it goes, since the end of a long mail is not kept. */
        private static String textOf(Part part) throws MessagingException, IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (InputStream in = part.getInputStream()) {
                in.transferTo(bytes);
            } catch (IOException cutOff) {
                bytes.writeBytes("…".getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toString(charsetOf(part));
        }

        private static Charset charsetOf(Part part) throws MessagingException {
            try {
                String charset = new ContentType(part.getContentType()).getParameter("charset");
                return charset == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(charset));
            } catch (ParseException | IllegalArgumentException unknown) {
                return StandardCharsets.UTF_8;
            }
        }
    }
}
