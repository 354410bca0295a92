package dev.caravan.sandbox;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;

/** Sends mail as Caravan does: Jakarta Mail over a connection that is kept. */
final class MailClient implements AutoCloseable {

    private final Session session;
    private final Transport transport;

    MailClient(int port) throws MessagingException {
        this(port, Duration.ofSeconds(20));
    }

    MailClient(int port, Duration patience) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", "127.0.0.1");
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.connectiontimeout", "20000");
        properties.setProperty("mail.smtp.timeout", Long.toString(patience.toMillis()));
        properties.setProperty("mail.smtp.from", "bounces@example.com");
        session = Session.getInstance(properties);
        transport = session.getTransport("smtp");
        transport.connect();
    }

    MimeMessage message(String subject, String text) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("shop@example.com"));
        message.setSubject(subject, "UTF-8");
        message.setText(text, "UTF-8");
        message.saveChanges();
        return message;
    }

    void send(MimeMessage message, String to) throws MessagingException {
        transport.sendMessage(message, new Address[] {new InternetAddress(to)});
    }

    void send(String subject, String text, String to) throws MessagingException {
        send(message(subject, text), to);
    }

    @Override
    public void close() throws MessagingException {
        transport.close();
    }
}
