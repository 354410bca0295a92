package dev.caravan.mail;

import org.jspecify.annotations.Nullable;

/** A mail that the server did not take, and how far it came. */
final class SmtpFailure extends Exception {

    /** How far a mail came before it failed. */
    enum Stage {
        /** Connecting, encrypting, logging in. */
        CONNECT,
        /** The server had not yet taken the sender's address. */
        SENDER,
        /** The sender's address was taken, the recipient's not yet. */
        RECIPIENT,
        /** The server had not yet agreed to read the text. */
        DATA,
        /** The text was on its way, not whole: the server has to throw it away (RFC 5321, section 4.1.1.4). */
        TEXT,
        /** The whole text was sent, and its final dot. */
        VERDICT
    }

    private final Stage stage;
    private final transient @Nullable SmtpReply reply;

    /** The server refused. */
    SmtpFailure(Stage stage, SmtpReply reply) {
        super(reply.text(), null, false, false);
        this.stage = stage;
        this.reply = reply;
    }

    /** The connection failed. */
    SmtpFailure(Stage stage, String message, Throwable cause) {
        super(message, cause, false, false);
        this.stage = stage;
        this.reply = null;
    }

    Stage stage() {
        return stage;
    }

    @Nullable
    SmtpReply reply() {
        return reply;
    }

    /** Whether a kept connection had been left by the server, so that a fresh one may well do. */
    boolean connectionWasLeft() {
        return stage == Stage.SENDER && (reply == null || reply.code() == SmtpReply.CLOSING);
    }
}
