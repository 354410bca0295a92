package dev.caravan.routing;

import dev.caravan.access.Caller;
import dev.caravan.api.Problem;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a route asks of the request as a whole. */
@Component("requests")
public class Requests {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Caller caller;

    Requests(Caller caller) {
        this.caller = caller;
    }

    /**
     * Sets the variables {@code caller} and {@code idempotencyKey}. A route that stores what it is sent begins with this: a
     * bean that returns a new body leaves a message behind that knows no request.
     *
     * @throws Problem 400 if the key was given more than once
     */
    public void remember(Exchange exchange) {
        exchange.setVariable("caller", caller.name(exchange));
        exchange.setVariable("idempotencyKey", header(IDEMPOTENCY_KEY, exchange));
    }

    /** @throws Problem always: 400 with these words */
    public void refuse(String detail) {
        throw Problem.badRequest(detail);
    }

    // Exactly as its caller wrote it: Camel reads [a,b] as a list.
    private static @Nullable String header(String name, Exchange exchange) {
        if (!(exchange.getIn() instanceof PlatformHttpMessage http)) {
            return exchange.getIn().getHeader(name, String.class);
        }
        List<String> values = Collections.list(http.getRequest().getHeaders(name));
        if (values.size() > 1) {
            throw Problem.invalid(name, "is given more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
