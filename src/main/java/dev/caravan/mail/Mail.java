package dev.caravan.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/**
 * A message that is complete when it is made: header and encoded body, as if it had been read from a wire. The usual
 * way, through content handlers found at run time, costs several times as much.
 */
final class Mail extends MimeMessage {

    /** Header lines hold addresses in UTF-8 (RFC 6532). */
    private static final Session SESSION = Session.getInstance(utf8());

    private final MailAddress sender;
    private final MailAddress recipient;
    private final boolean urgent;

    Mail(MailAddress sender, MailAddress recipient, boolean urgent, MimeText body) throws MessagingException {
        super(SESSION);
        this.sender = sender;
        this.recipient = recipient;
        this.urgent = urgent;
        setHeader("MIME-Version", "1.0");
        setHeader("Content-Type", body.type());
        setHeader("Content-Transfer-Encoding", body.encoding());
        setHeader("To", recipient.toString());
        content = body.bytes();
        modified = false;
        saved = true;
    }

    private static Properties utf8() {
        Properties properties = new Properties();
        properties.put("mail.mime.allowutf8", true);
        return properties;
    }

    MailAddress sender() {
        return sender;
    }

    MailAddress recipient() {
        return recipient;
    }

    /** Whether it may use the connections that are kept free for urgent mail. */
    boolean urgent() {
        return urgent;
    }

    /** Nothing is left to do, and the Message-ID stays. */
    @Override
    public void saveChanges() {
        // Everything was set at once.
    }

    @Override
    protected void updateMessageID() {
        // It comes from the delivery, so that a second try carries the same.
    }
}
