package dev.caravan.delivery;

import dev.caravan.notification.Queues;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The steps of a delivery that are the same whether it is in earnest or rehearsed. */
public abstract class DeliverySteps {

    private final Attempts attempts;

    DeliverySteps(Attempts attempts) {
        this.attempts = attempts;
    }

    /** Sets the variables that the delivery routes speak of; see routes/README.md. */
    public void open(@Body Delivery delivery, Exchange exchange) {
        exchange.setVariable("delivery", delivery);
        exchange.setVariable("deliveryId", delivery.id().toString());
        exchange.setVariable("notificationId", delivery.notificationId().toString());
        exchange.setVariable("urgent", urgent(delivery));
        exchange.setVariable(
                "policy", delivery.facts().channels() == null ? delivery.facts().policy() : "listed");
    }

    /** Sets the variable {@code channel} to the next channel that the request lists. */
    public void nextChannel(Exchange exchange) {
        Delivery delivery = Attempts.delivery(exchange);
        String channel = delivery.nextChannel();
        if (channel == null) {
            throw delivery.lastFault();
        }
        exchange.setVariable("channel", channel);
    }

    /** Notes that a provider took the message. */
    public void delivered(Exchange exchange) {
        attempts.succeeded(Attempts.delivery(exchange), exchange.getVariable("providerMessageId", String.class));
    }

    /** Notes that the last channel could not deliver it either. */
    public void notDelivered(Exchange exchange) {
        attempts.failed(Attempts.delivery(exchange), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    static boolean urgent(Delivery delivery) {
        return delivery.queue().equals(Queues.URGENT);
    }

    static @Nullable Delivery find(Exchange exchange) {
        return exchange.getVariable("delivery", Delivery.class);
    }
}
