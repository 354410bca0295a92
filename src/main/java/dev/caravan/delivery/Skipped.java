package dev.caravan.delivery;

/**
 * The channel was not tried: the recipient has no address for it, or it refused this delivery for good before. Costs no
 * attempt; the next channel is tried at once.
 */
public final class Skipped extends Fault {

    public Skipped(String message) {
        super(message, null, null);
    }

    @Override
    public boolean temporary() {
        return false;
    }

    @Override
    public boolean counted() {
        return false;
    }

    @Override
    String outcome() {
        return "skipped";
    }
}
