package dev.caravan.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/** One mail from MAIL FROM to the end of DATA. The answers' codes are those of RFC 5321 and RFC 3463. */
final class MailTransaction implements MessageHandler {

    private static final int CHUNK = 8192;

    private final Session session;
    private final CaughtMessages caught;
    private final Faults faults;
    private final CountDownLatch stopping;

    private final List<String> recipients = new ArrayList<>();
    private String from = "";
    private Behaviour afterData = Behaviour.ACCEPT;
    private @Nullable Rehearsal counted;

    MailTransaction(MessageContext context, CaughtMessages caught, Faults faults, CountDownLatch stopping) {
        this.session = (Session) context;
        this.caught = caught;
        this.faults = faults;
        this.stopping = stopping;
    }

    @Override
    public void from(String address) throws RejectException {
        from = address;
        if (faults.switched(Faults.SMTP) == Behaviour.UNAVAILABLE) {
            throw new DropConnectionException(421, "4.3.2 The sandbox was told to be unavailable");
        }
    }

    @Override
    public void recipient(String address) throws RejectException {
        Rehearsal rehearsal = Rehearsal.ofMail(address);
        if (rehearsal.times() > 0 && faults.switched(Faults.SMTP) == Behaviour.ACCEPT) {
            counted = rehearsal;
        } else {
            Behaviour behaviour = faults.of(Faults.SMTP, rehearsal, address);
            refuseRecipient(behaviour);
            if (behaviour != Behaviour.ACCEPT) {
                afterData = behaviour;
            }
        }
        recipients.add(address);
    }

    private static void refuseRecipient(Behaviour behaviour) throws RejectException {
        switch (behaviour) {
            case TEMPORARY -> throw new RejectException(451, "4.3.0 The sandbox was asked for a temporary fault");
            case RATE_LIMITED -> throw new RejectException(451, "4.7.0 The sandbox was asked to limit the rate");
            case PERMANENT -> throw new RejectException(550, "5.1.1 The sandbox was asked for an unknown recipient");
            case BLOCKED -> throw new RejectException(550, "5.7.1 The sandbox was asked to refuse this recipient");
            default -> {}
        }
    }

    @Override
    public @Nullable String data(InputStream in) throws RejectException, IOException {
        RawMail mail = read(in);
        if (mail.size() > SmtpCatcher.LARGEST_MESSAGE) {
            throw refused(552, "5.3.4 The sandbox takes mails of at most " + SmtpCatcher.LARGEST_MESSAGE + " bytes");
        }
        if (counted != null) {
            String message = recipients + "\n" + Objects.toString(mail.letter().messageId(), from);
            if (faults.of(Faults.SMTP, counted, message) != Behaviour.ACCEPT) {
                throw refused(451, "4.3.0 The sandbox was asked to take this mail later");
            }
        }
        switch (afterData) {
            case DROP -> throw hungUp();
            case GARBAGE -> {
                session.sendResponse("<html>this is not SMTP</html>");
                throw hungUp();
            }
            case SILENT -> {
                waitForTheClientToGiveUp();
                throw hungUp();
            }
            default -> {}
        }
        caught.add(Caught.EMAIL, Faults.SMTP, from, String.join(", ", recipients), id -> mail);
        if (afterData == Behaviour.SLOW) {
            pause();
        }
        return null;
    }

    @Override
    public void done() {
        // nothing is held
    }

    /** Keeps the beginning and counts the rest, so that a connection holds little memory. */
    private static RawMail read(InputStream in) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        for (int count = in.read(chunk); count != -1; count = in.read(chunk)) {
            kept.write(chunk, 0, Math.min(count, RawMail.KEPT - kept.size()));
            size += count;
        }
        return new RawMail(kept.toByteArray(), size);
    }

    /** RFC 5321, 4.1.1.4: after DATA the transaction is over, refused or not; the library keeps a refused one open. */
    private RejectException refused(int code, String message) {
        session.resetMailTransaction();
        return new RejectException(code, message);
    }

    private DropConnectionException hungUp() throws IOException {
        session.closeSocket();
        return new DropConnectionException();
    }

    private void waitForTheClientToGiveUp() throws IOException {
        while (stopping.getCount() > 0) {
            try {
                if (session.getRawInput().read() == -1) {
                    return;
                }
            } catch (SocketTimeoutException stillWaiting) {
                return;
            }
        }
    }

    private void pause() {
        try {
            stopping.await(HttpCatcher.SLOW.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
