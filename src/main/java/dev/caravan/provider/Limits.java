package dev.caravan.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one provider bears, from {@code caravan.providers.<name>.*}.
 *
 * @param rate calls per second, all recipients together; 0 is unlimited
 * @param ratePerRecipient calls per second to one recipient; 0 is unlimited
 * @param patience how long a call waits in place for its slot before the delivery is postponed
 * @param window the number of last calls that the circuit breaker looks at
 * @param minimumCalls the breaker stays closed until it has seen so many
 * @param failurePercent temporary faults among the last calls that open the breaker
 * @param openFor how long the provider is left alone then
 * @param trialCalls calls let through after that; they decide whether the breaker closes or opens again
 */
public record Limits(
        @Nullable Double rate,
        @Nullable Double ratePerRecipient,
        // A little over a second: the second part of a text split in two, at one message a second, still waits in
        // place.
        @DefaultValue("1200ms") Duration patience,
        @DefaultValue("20") int window,
        @DefaultValue("10") int minimumCalls,
        @DefaultValue("50") float failurePercent,
        @DefaultValue("10s") Duration openFor,
        @DefaultValue("3") int trialCalls) {

    /** What holds for a provider with nothing configured. */
    public static final Limits DEFAULT =
            new Limits(null, null, Duration.ofMillis(1200), 20, 10, 50, Duration.ofSeconds(10), 3);

    /** Any number of calls at once. */
    static final Limits NO_RATE = new Limits(0.0, 0.0, Duration.ZERO, 20, 10, 50, Duration.ofSeconds(10), 3);

    /** These limits, with the rates that the provider of this name is known to have where none are configured. */
    Limits of(String provider) {
        // https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
        boolean telegram = provider.equals("telegram");
        return new Limits(
                rate != null ? rate : telegram ? 30.0 : 0.0,
                ratePerRecipient != null ? ratePerRecipient : telegram ? 1.0 : 0.0,
                patience,
                window,
                minimumCalls,
                failurePercent,
                openFor,
                trialCalls);
    }

    double perSecond() {
        return rate != null ? rate : 0;
    }

    double perSecondAndRecipient() {
        return ratePerRecipient != null ? ratePerRecipient : 0;
    }
}
