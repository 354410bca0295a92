package dev.caravan.routing;

import dev.caravan.api.Problem;
import org.springframework.stereotype.Component;

/** Lets a route say that a request breaks a rule which no single field breaks. */
@Component("requests")
public class Requests {

    /** @throws Problem always: 400 with these words */
    public void refuse(String detail) {
        throw Problem.badRequest(detail);
    }
}
