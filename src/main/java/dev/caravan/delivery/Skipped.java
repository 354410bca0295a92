package dev.caravan.delivery;

/** The channel was not called. Costs no attempt; the next channel is tried at once. */
public final class Skipped extends Fault {

    private final boolean suppressed;

    private Skipped(String message, boolean suppressed) {
        super(message, null, null);
        this.suppressed = suppressed;
    }

    /** The recipient has no address for the channel, or it refused this delivery for good before: this does not change. */
    public Skipped(String message) {
        this(message, false);
    }

    /**
     * The recipient's address for the channel is on the suppression list. That is not remembered of the channel: the list may
     * have changed by the next round.
     *
     * @param reason as the list names it: {@code unsubscribed}, {@code bounced}, {@code complained}, {@code manual}
     */
    public static Skipped suppressed(String reason) {
        return new Skipped("the address is on the suppression list: " + reason, true);
    }

    /** Whether the suppression list is why. */
    boolean isSuppressed() {
        return suppressed;
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
