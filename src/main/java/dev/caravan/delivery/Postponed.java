package dev.caravan.delivery;

import java.time.Instant;

/**
 * The message has to wait its turn: the provider's rate limit is reached, here or (HTTP 429) at the provider. Costs the
 * delivery no attempt and does not fail over: nothing is wrong with the channel.
 */
public final class Postponed extends Fault {

    public Postponed(String message, Instant until) {
        super(message, until, null);
    }

    @Override
    public boolean counted() {
        return false;
    }

    @Override
    String outcome() {
        return "postponed";
    }
}
