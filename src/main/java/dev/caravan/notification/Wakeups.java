package dev.caravan.notification;

import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/** Tells a queue's dispatcher that deliveries are due now, so that they need not wait for its next look at the clock. */
@Component
public class Wakeups {

    private final ProducerTemplate camel;

    Wakeups(ProducerTemplate camel) {
        this.camel = camel;
    }

    /** Wakes the dispatcher of the queue; a wake-up that finds it busy makes it look once more. */
    public void wake(String queue) {
        camel.sendBody("seda:due-" + queue + "?size=1&discardWhenFull=true&waitForTaskToComplete=Never", null);
    }
}
