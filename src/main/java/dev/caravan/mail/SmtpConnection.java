package dev.caravan.mail;

import dev.caravan.mail.SmtpFailure.Stage;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A place for one connection to the mail server, opened when it is first needed and opened anew when it is worn out or
 * was left by the server. Used by one thread at a time; {@link #cutIfLate} by any.
 */
final class SmtpConnection {

    /** Servers limit the mails of one connection; a limit of our own spreads them over a balanced server's hosts. */
    private static final int MAILS = 1_000;

    private static final long AGE = Duration.ofMinutes(5).toNanos();
    private static final long TRUSTED_SILENCE = Duration.ofSeconds(5).toNanos();

    private final SmtpSettings settings;
    private final SmtpOpener opener;
    private @Nullable SmtpTransport transport;
    private long opened;
    private long used;
    private int mails;

    private volatile Wire wire = new Wire();
    private volatile boolean busy;
    private volatile long deadline;
    private volatile boolean late;

    SmtpConnection(SmtpSettings settings, SmtpOpener opener) {
        this.settings = settings;
        this.opener = opener;
    }

    /**
     * Sends one mail; once more over a fresh connection if a kept one turns out to have been left by the server.
     *
     * @param deadline by {@link System#nanoTime}: when to give up
     */
    void send(Parcel parcel, long deadline) throws SmtpFailure {
        this.deadline = deadline;
        late = System.nanoTime() - deadline > 0;
        busy = true;
        try {
            if (late) {
                throw new SmtpFailure(Stage.CONNECT, "late", new TimeoutException());
            }
            SmtpTransport kept = kept();
            try {
                (kept == null ? open() : kept).send(parcel);
            } catch (SmtpFailure failure) {
                if (kept == null || !failure.connectionWasLeft() || late) {
                    throw failure;
                }
                close();
                open().send(parcel);
            }
        } catch (SmtpFailure failure) {
            throw late
                    ? new SmtpFailure(
                            failure.stage(),
                            "not done within " + settings.deadline().toMillis() + " ms",
                            failure)
                    : failure;
        } finally {
            busy = false;
            mails++;
            used = System.nanoTime();
        }
    }

    /** Whether another mail may go over the open connection. */
    boolean reusable() {
        return transport != null && transport.clean() && !worn();
    }

    /** Says goodbye if the server listens, else just hangs up. */
    void close() {
        SmtpTransport old = transport;
        transport = null;
        if (old != null && old.clean()) {
            try {
                old.close();
            } catch (MessagingException e) {
                // The server is not owed more than the try.
            }
        }
        wire.cut();
    }

    /** Cuts the connection if its mail is not done at its deadline: also under a server that drips, or does not read. */
    void cutIfLate() {
        if (busy && System.nanoTime() - deadline > 0) {
            late = true;
            wire.cut();
        }
    }

    private @Nullable SmtpTransport kept() {
        SmtpTransport current = transport;
        if (current != null && (worn() || (System.nanoTime() - used > TRUSTED_SILENCE && !current.answers()))) {
            close();
            return null;
        }
        return current;
    }

    private SmtpTransport open() throws SmtpFailure {
        Wire fresh = new Wire();
        wire = fresh;
        SmtpTransport current = opener.open(fresh);
        transport = current;
        mails = 0;
        opened = System.nanoTime();
        return current;
    }

    private boolean worn() {
        return mails >= MAILS || System.nanoTime() - opened > AGE;
    }
}
