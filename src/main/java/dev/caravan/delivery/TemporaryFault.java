package dev.caravan.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The provider could not take the message now: an SMTP 4xx, an HTTP 5xx, a timeout. Tried again, then failed over. */
public final class TemporaryFault extends Fault {

    private final boolean aboutMessage;

    public TemporaryFault(String message) {
        this(message, null, null);
    }

    public TemporaryFault(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    /** @param retryAt the moment before which the provider asked not to be bothered again, if it said so */
    public TemporaryFault(String message, @Nullable Instant retryAt, @Nullable Throwable cause) {
        this(message, retryAt, cause, false);
    }

    private TemporaryFault(String message, @Nullable Instant retryAt, @Nullable Throwable cause, boolean aboutMessage) {
        super(message, retryAt, cause);
        this.aboutMessage = aboutMessage;
    }

    /**
     * A fault of a provider that is well: it answered, and would not take this message now. Greylisting and a full mailbox
     * are of this kind. It says nothing against the provider, and does not open its breaker.
     */
    public static TemporaryFault aboutMessage(String message, @Nullable Instant retryAt) {
        return new TemporaryFault(message, retryAt, null, true);
    }

    /** Whether the fault is about this message, and the provider may well take another. */
    public boolean isAboutMessage() {
        return aboutMessage;
    }
}
