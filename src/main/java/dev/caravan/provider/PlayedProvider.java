package dev.caravan.provider;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

/** Plays a provider in a rehearsal: gives its answers in the form in which the route's next step gets them in earnest. */
public interface PlayedProvider {

    /**
     * Whether it plays this one.
     *
     * @param name as attempts name it
     */
    boolean plays(Endpoint endpoint, String name);

    /** Answers the call, or throws what it would fail with. */
    void answer(PlayedAnswer answer, Endpoint endpoint, Exchange exchange) throws Exception;
}
