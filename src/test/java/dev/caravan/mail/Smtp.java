package dev.caravan.mail;

import dev.caravan.delivery.Fault;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.assertj.core.api.Assertions;

/** A sender and messages for a server on loopback. */
final class Smtp implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final MailMessages mails;
    final SmtpSender sender;

    private Smtp(SmtpSettings settings) {
        this(settings, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private Smtp(SmtpSettings settings, SSLSocketFactory tls) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        mails = new MailMessages(settings, clock);
        sender = new SmtpSender(settings, clock, tls);
    }

    static Smtp to(int port) {
        return to(port, 4, Duration.ofSeconds(30));
    }

    static Smtp to(int port, int connections, Duration deadline) {
        return new Smtp(settings(port, "", "", false, connections, deadline));
    }

    static Smtp withLogin(int port, String user, String password) {
        return new Smtp(settings(port, user, password, false, 4, Duration.ofSeconds(30)));
    }

    static Smtp withTls(int port, SSLSocketFactory tls) {
        return new Smtp(settings(port, "robot", "s3cret", true, 4, Duration.ofSeconds(30)), tls);
    }

    static SmtpSettings settings(
            int port, String user, String password, boolean tls, int connections, Duration deadline) {
        return new SmtpSettings(
                "localhost", port, user, password, tls, "shop@example.test", "Shop", connections, deadline);
    }

    MimeMessage mail(String recipient, String subject, String text) throws MessagingException {
        return mails.compose(UUID.randomUUID().toString(), recipient, subject, text, null, null, false);
    }

    MimeMessage urgentMail(String recipient) throws MessagingException {
        return mails.compose(UUID.randomUUID().toString(), recipient, "Code", "1234", null, null, true);
    }

    void send(String recipient) throws MessagingException {
        sender.send(mail(recipient, "Hello", "Good news."));
    }

    /** The fault that sending a mail ends with. */
    Fault fault(String recipient) {
        return Assertions.catchThrowableOfType(Fault.class, () -> send(recipient));
    }

    @Override
    public void close() {
        sender.close();
    }
}
