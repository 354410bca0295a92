package dev.caravan.inbox;

import dev.caravan.api.Problem;
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
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, marked(exchange));
    }

    /** @throws Problem always: the one that the exchange caught, with that member */
    public void refuse(Exchange exchange) {
        throw marked(exchange);
    }

    private Problem marked(Exchange exchange) {
        return problems.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                .with("success", false);
    }
}
