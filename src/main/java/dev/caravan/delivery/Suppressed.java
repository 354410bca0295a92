package dev.caravan.delivery;

/**
 * The recipient's address for this channel is on the suppression list. The channel is not called, which costs no attempt;
 * the next one is tried at once. Unlike other skips it is not remembered: the list may have changed by the next round.
 */
public final class Suppressed extends Fault {

    /** @param reason as the list names it: {@code unsubscribed}, {@code bounced}, {@code complained}, {@code manual} */
    public Suppressed(String reason) {
        super("the address is on the suppression list: " + reason, null, null);
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
