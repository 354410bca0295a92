package dev.caravan.inbox;

import dev.caravan.api.Problems;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Says in a problem what callers of dialect E look for first: {@code "success": false}. */
@Component("unsuccessful")
class Unsuccessful {

    private final Problems problems;

    Unsuccessful(Problems problems) {
        this.problems = problems;
    }

    /** Turns the failure that the exchange caught into its problem, with that member. */
    public void mark(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, problems.of(caught).with("success", false));
    }
}
