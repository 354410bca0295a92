package dev.caravan.delivery;

import dev.caravan.provider.Faults;
import dev.caravan.provider.Provider;
import dev.caravan.provider.Providers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Records each attempt: one call to one provider, with its time, duration, outcome and the provider's words. The routes'
 * error policies call it as {@code onExceptionOccurredRef: attempts}, so that a try which is redelivered counts as well.
 */
@Component("attempts")
class Attempts implements Processor {

    private final Providers providers;
    private final DeliveryMetrics metrics;
    private final Clock clock;

    Attempts(Providers providers, DeliveryMetrics metrics, Clock clock) {
        this.providers = providers;
        this.metrics = metrics;
        this.clock = clock;
    }

    static Delivery delivery(Exchange exchange) {
        Delivery delivery = DeliverySteps.find(exchange);
        if (delivery == null) {
            throw new IllegalStateException("this route is only for deliveries");
        }
        return delivery;
    }

    /**
     * Starts an attempt, if the provider may be called now.
     *
     * @param recipient for a provider's limit per recipient
     * @throws Fault if it may not
     */
    void begin(Delivery delivery, String providerName, @Nullable String recipient) {
        if (!delivery.held()) {
            throw new Postponed("the worker lost its lease", clock.instant());
        }
        if (delivery.attempt() != null) {
            // A text that goes out in several calls: the one before this went well.
            answered(delivery, delivery.attempt());
        }
        Provider provider = providers.of(providerName);
        provider.admit(recipient);
        String channel = delivery.channel();
        delivery.begin(
                new Attempt(channel == null ? providerName : channel, provider, clock.instant(), System.nanoTime()));
    }

    private void answered(Delivery delivery, Attempt attempt) {
        Duration took = took(attempt);
        attempt.provider().succeeded(took);
        delivery.history().add(entry(delivery, attempt, "sent", took, null, null));
        metrics.attempt(delivery, name(attempt), "sent", took);
    }

    void succeeded(Delivery delivery, @Nullable String providerMessageId) {
        Attempt attempt = delivery.attempt();
        Duration took = took(attempt);
        if (attempt != null) {
            attempt.provider().succeeded(took);
        }
        delivery.note(entry(delivery, attempt, "sent", took, null, providerMessageId), null, null);
        metrics.attempt(delivery, name(attempt), "sent", took);
    }

    /** Called by Camel for every failure in a channel's route, before it is tried again or given up. */
    @Override
    public void process(Exchange exchange) {
        Delivery delivery = DeliverySteps.find(exchange);
        if (delivery != null) {
            failed(delivery, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        }
    }

    /** Notes a failure, once: the same one is seen again on its way up through the routes. */
    void failed(Delivery delivery, @Nullable Exception exception) {
        Attempt attempt = delivery.attempt();
        if (attempt == null && delivery.noted(exception)) {
            return;
        }
        Fault fault = Faults.of(
                exception == null ? new IllegalStateException("the route stopped") : exception,
                attempt == null
                        ? String.valueOf(delivery.channel())
                        : attempt.provider().name(),
                clock);
        Duration took = took(attempt);
        if (attempt != null) {
            attempt.provider().failed(fault, took);
        }
        String outcome = fault.outcome();
        delivery.note(entry(delivery, attempt, outcome, took, fault, null), fault, exception);
        metrics.attempt(delivery, name(attempt), outcome, took);
    }

    private HistoryEntry entry(
            Delivery delivery,
            @Nullable Attempt attempt,
            String outcome,
            Duration took,
            @Nullable Fault fault,
            @Nullable String providerMessageId) {
        Instant at = attempt == null ? clock.instant() : attempt.startedAt();
        return new HistoryEntry(
                at,
                null,
                outcome,
                attempt == null ? delivery.channel() : attempt.channel(),
                attempt == null ? null : attempt.provider().name(),
                attempt == null ? null : (int) took.toMillis(),
                fault == null ? null : fault.temporary(),
                fault == null ? null : fault.getMessage(),
                providerMessageId);
    }

    private static Duration took(@Nullable Attempt attempt) {
        return attempt == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - attempt.startedNanos());
    }

    private static @Nullable String name(@Nullable Attempt attempt) {
        return attempt == null ? null : attempt.provider().name();
    }
}
