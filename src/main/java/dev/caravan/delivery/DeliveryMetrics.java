package dev.caravan.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts and times what becomes of deliveries. */
@Component
class DeliveryMetrics {

    private static final Duration[] BUCKETS = IntStream.of(10, 50, 100, 250, 500, 1_000, 5_000, 15_000, 60_000, 600_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Clock clock;

    DeliveryMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    void attempt(Delivery delivery, @Nullable String provider, String outcome, Duration took) {
        Timer.builder("caravan.attempts")
                .description("Attempts by channel, provider and outcome")
                .tag("queue", delivery.queue())
                .tag("channel", String.valueOf(delivery.channel()))
                .tag("provider", provider == null ? "none" : provider)
                .tag("outcome", outcome)
                .register(meters)
                .record(took);
    }

    void settled(Outcome outcome) {
        Delivery delivery = outcome.delivery();
        String name = outcome.status().equals("queued") ? "retried" : outcome.status();
        Counter.builder("caravan.deliveries." + name)
                .description("Deliveries that ended a round as " + name)
                .tag("queue", delivery.queue())
                .tag("channel", String.valueOf(delivery.channel()))
                .register(meters)
                .increment();
        if (name.equals("sent")) {
            Timer.builder("caravan.delivery.latency")
                    .description("From acceptance, or from the time it was scheduled for, to the provider's yes")
                    .tag("queue", delivery.queue())
                    .serviceLevelObjectives(BUCKETS)
                    .register(meters)
                    .record(Duration.between(delivery.facts().readyAt(), clock.instant()));
        }
    }
}
