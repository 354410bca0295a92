package dev.caravan.delivery;

import java.time.Instant;

/**
 * The provider was not called because its circuit breaker is open. Costs the delivery no attempt; the next provider or
 * channel is tried at once, and if there is none the delivery waits until the breaker lets calls through again.
 */
public final class ProviderUnavailable extends Fault {

    public ProviderUnavailable(String message, Instant retryAt) {
        super(message, retryAt, null);
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
