package dev.caravan.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what was taken in. */
@Component
class NotificationMetrics {

    private final MeterRegistry meters;

    NotificationMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void accepted(String queue, int deliveries) {
        Counter.builder("caravan.deliveries.accepted")
                .description("Deliveries that were accepted and stored")
                .tag("queue", queue)
                .register(meters)
                .increment(deliveries);
    }
}
