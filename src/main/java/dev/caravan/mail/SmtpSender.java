package dev.caravan.mail;

import dev.caravan.delivery.TemporaryFault;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Clock;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.component.mail.DefaultJavaMailSender;

/**
 * Sends mail for Camel's {@code smtp:} endpoint over connections that are kept: {@code
 * smtp://host:port?javaMailSender=#smtpSender}. Server, account and bounds come from {@link SmtpSettings}, not from the
 * endpoint.
 */
public final class SmtpSender extends DefaultJavaMailSender implements AutoCloseable {

    private final SmtpSettings settings;
    private final SmtpConnections connections;
    private final SmtpFaults faults;

    /** Trusts the certificates that this Java trusts. */
    public SmtpSender(SmtpSettings settings, Clock clock) {
        this(settings, clock, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    SmtpSender(SmtpSettings settings, Clock clock, SSLSocketFactory tls) {
        this.settings = settings;
        connections = new SmtpConnections(settings, tls);
        faults = new SmtpFaults(settings, clock);
    }

    /**
     * Sends a message to its one recipient; comes back when the server has taken it. Saves nothing in the message: its
     * Message-ID stays.
     *
     * @throws TemporaryFault if the server did not take it now: 4xx, no connection, no answer within the deadline, or
     *     trouble with our own account. If the connection broke after the whole message was sent, the text says that it
     *     is unknown whether the server took it
     * @throws dev.caravan.delivery.PermanentFault if the server refused the recipient or the message
     * @throws MessagingException if the message cannot be written, or has not one sender and one recipient
     */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        long deadline = System.nanoTime() + settings.deadline().toNanos();
        if (settings.host().isBlank()) {
            throw new TemporaryFault("no mail server is configured");
        }
        Parcel parcel;
        try {
            parcel = Parcel.of(message);
        } catch (IOException e) {
            throw new MessagingException("the message cannot be written", e);
        }
        try {
            connections.send(parcel, message instanceof Mail mail && mail.urgent(), deadline);
        } catch (SmtpFailure failure) {
            throw faults.fault(failure, parcel);
        }
    }

    /** How many connections are sending at this moment. */
    public int activeConnections() {
        return connections.active();
    }

    /** How many open connections wait for mail. */
    public int idleConnections() {
        return connections.idle();
    }

    @Override
    public void close() {
        connections.close();
    }
}
