package dev.caravan.delivery;

import org.jspecify.annotations.Nullable;

/** The provider will never take this message for this recipient: a bad address, refused content. Not tried again. */
public final class PermanentFault extends Fault {

    public PermanentFault(String message) {
        this(message, null);
    }

    public PermanentFault(String message, @Nullable Throwable cause) {
        super(message, null, cause);
    }

    @Override
    public boolean temporary() {
        return false;
    }
}
