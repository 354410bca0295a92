package dev.caravan.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The provider could not take the message now: an SMTP 4xx, an HTTP 5xx, a timeout. Tried again, then failed over. */
public final class TemporaryFault extends Fault {

    public TemporaryFault(String message) {
        this(message, null, null);
    }

    public TemporaryFault(String message, @Nullable Throwable cause) {
        this(message, null, cause);
    }

    /** @param retryAt the moment before which the provider asked not to be bothered again, if it said so */
    public TemporaryFault(String message, @Nullable Instant retryAt, @Nullable Throwable cause) {
        super(message, retryAt, cause);
    }
}
