package dev.caravan.delivery;

import org.jspecify.annotations.Nullable;

/** The provider will never take this message for this recipient: a bad address, refused content. Not tried again. */
public final class PermanentFault extends Fault {

    private final boolean addressIsDead;

    public PermanentFault(String message) {
        this(message, null);
    }

    public PermanentFault(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private PermanentFault(String message, @Nullable Throwable cause, boolean addressIsDead) {
        super(message, null, cause);
        this.addressIsDead = addressIsDead;
    }

    /**
     * A fault of the address itself: nobody is there, or whoever is there wants nothing from us. Whatever is sent to it
     * will come to the same end, so the address goes on the suppression list.
     */
    public static PermanentFault deadAddress(String message) {
        return new PermanentFault(message, null, true);
    }

    /** Whether no other message to this address has a chance either. */
    public boolean addressIsDead() {
        return addressIsDead;
    }

    @Override
    public boolean temporary() {
        return false;
    }
}
