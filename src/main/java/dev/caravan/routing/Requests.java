package dev.caravan.routing;

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

    /**
     * A header of the HTTP request, exactly as its caller wrote it, or null: Camel reads {@code [a,b]} as a list. A route
     * asks for it first of all, before a bean returns a new body.
     *
     * @throws Problem 400 if it was given more than once
     */
    public @Nullable String header(String name, Exchange exchange) {
        if (!(exchange.getIn() instanceof PlatformHttpMessage http)) {
            return exchange.getIn().getHeader(name, String.class);
        }
        List<String> values = Collections.list(http.getRequest().getHeaders(name));
        if (values.size() > 1) {
            throw Problem.invalid(name, "is given more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** @throws Problem always: 400 with these words */
    public void refuse(String detail) {
        throw Problem.badRequest(detail);
    }
}
