package dev.caravan.mail;

import dev.caravan.mail.SmtpFailure.Stage;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the mail server. Connecting, TLS and login are the mail library's; the mail itself goes in two
 * round trips instead of four where the server allows it (PIPELINING, RFC 2920), and each time in one write. See
 * docs/decisions/0004-smtp.md.
 */
final class SmtpTransport extends SMTPTransport {

    private static final Stage[] ENVELOPE = {Stage.SENDER, Stage.RECIPIENT, Stage.DATA};

    private final SmtpSettings settings;
    private final Wire wire;
    private boolean pipelining;
    private boolean takesSize;
    private boolean clean;

    SmtpTransport(Session session, SmtpSettings settings, Wire wire) {
        super(
                session,
                new URLName("smtp", settings.host(), settings.port(), null, null, null),
                "smtp",
                settings.implicitTls());
        this.settings = settings;
        this.wire = wire;
    }

    /** Connects, encrypts and logs in. */
    synchronized void open() throws SmtpFailure {
        boolean login = !settings.user().isEmpty();
        try {
            connect(
                    settings.host(),
                    settings.port(),
                    login ? settings.user() : null,
                    login ? settings.password() : null);
        } catch (MessagingException e) {
            int code = getLastReturnCode();
            throw code >= 400
                    ? new SmtpFailure(Stage.CONNECT, new SmtpReply(code, getLastServerResponse()))
                    : new SmtpFailure(Stage.CONNECT, reason(e), e);
        }
        pipelining = supportsExtension("PIPELINING");
        takesSize = supportsExtension("SIZE");
        clean = true;
    }

    /** Whether the next mail may go over this connection. */
    synchronized boolean clean() {
        return clean;
    }

    /** Asks the server whether it is still there. */
    synchronized boolean answers() {
        clean = clean && isConnected();
        return clean;
    }

    /** Sends one mail. After a failure the connection is {@link #clean} only if the server has forgotten that mail. */
    synchronized void send(Parcel parcel) throws SmtpFailure {
        if (parcel.utf8() && !supportsExtension("SMTPUTF8")) {
            throw new SmtpFailure(
                    Stage.SENDER, new SmtpReply(553, "553 5.6.7 The mail server takes ASCII addresses only"));
        }
        clean = false;
        introduce(parcel);
        Stage stage = Stage.TEXT;
        try {
            wire.out().write(parcel.text());
            stage = Stage.VERDICT;
            SmtpReply reply = reply();
            // The mail is over whatever the verdict: nothing to reset.
            clean = reply.code() != SmtpReply.CLOSING;
            if (!reply.positive()) {
                throw new SmtpFailure(stage, reply);
            }
        } catch (IOException | MessagingException e) {
            throw new SmtpFailure(stage, reason(e), e);
        }
    }

    /** Sends what comes before the text: sender, recipient, and the request to send it. */
    private void introduce(Parcel parcel) throws SmtpFailure {
        String[] commands = {
            "MAIL FROM:<" + parcel.from() + ">" + options(parcel), "RCPT TO:<" + parcel.to() + ">", "DATA"
        };
        SmtpFailure refusal = null;
        boolean waitsForText = false;
        int i = 0;
        try {
            if (pipelining) {
                write(String.join("\r\n", commands));
            }
            for (; i < commands.length; i++) {
                if (!pipelining) {
                    write(commands[i]);
                }
                SmtpReply reply = reply();
                if (!reply.positive() && refusal == null) {
                    refusal = new SmtpFailure(ENVELOPE[i], reply);
                    if (!pipelining || reply.code() == SmtpReply.CLOSING) {
                        break;
                    }
                }
                waitsForText = ENVELOPE[i] == Stage.DATA && reply.positive();
            }
            if (refusal != null) {
                // A server may ask for the text although it refused the recipient (RFC 2920, section 3.1).
                clean = !waitsForText && refusal.reply().code() != SmtpReply.CLOSING && simpleCommand("RSET") == 250;
            }
        } catch (IOException | MessagingException e) {
            if (refusal == null) {
                throw new SmtpFailure(ENVELOPE[i], reason(e), e);
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    private String options(Parcel parcel) {
        return (takesSize ? " SIZE=" + parcel.text().length : "") + (parcel.utf8() ? " SMTPUTF8" : "");
    }

    private void write(String commands) throws IOException {
        wire.out().write((commands + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private SmtpReply reply() throws IOException, MessagingException {
        int code = readServerResponse();
        if (code < 0) {
            throw new EOFException("the server closed the connection");
        }
        return new SmtpReply(code, getLastServerResponse());
    }

    /** Our address instead of our name: finding the name can take seconds, and in a container it means nothing. */
    @Override
    public synchronized String getLocalHost() {
        InetAddress address = wire.localAddress();
        if (address == null) {
            return "localhost";
        }
        // RFC 5321, section 4.1.3
        return address instanceof Inet6Address
                ? "[IPv6:" + address.getHostAddress().replaceFirst("%.*", "") + "]"
                : "[" + address.getHostAddress() + "]";
    }

    private static String reason(Throwable failure) {
        @Nullable Throwable cause = failure;
        String reason = failure.getClass().getSimpleName();
        for (; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        return reason;
    }
}
