package dev.caravan.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why one try to deliver did not succeed. What a channel throws decides what happens next: see the subclasses. The
 * message is shown to operators and stored, so it carries the provider's words without secrets and without the
 * recipient's address.
 */
public abstract sealed class Fault extends RuntimeException
        permits TemporaryFault, PermanentFault, ProviderUnavailable, Postponed, Skipped {

    private final @Nullable Instant retryAt;

    Fault(String message, @Nullable Instant retryAt, @Nullable Throwable cause) {
        // Faults are part of normal operation and are thrown often: no stack trace.
        super(message, cause, false, false);
        this.retryAt = retryAt;
    }

    /** Whether the same message may succeed later. */
    public boolean temporary() {
        return true;
    }

    /** Whether the try is charged to the delivery's attempts. */
    public boolean counted() {
        return true;
    }

    /** What the history calls an attempt that ended so. */
    String outcome() {
        return "failed";
    }

    /** The earliest moment at which another try makes sense, if the provider named one. */
    public @Nullable Instant retryAt() {
        return retryAt;
    }
}
