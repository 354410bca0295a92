package dev.caravan.access;

import java.util.Optional;

/** Knows keys, or tokens, beside those of the configuration. It is asked at every request, so it answers from memory. */
public interface Keyring {

    /**
     * Whom this was given to.
     *
     * @throws dev.caravan.api.Problem 401 if it knows what was presented and why it does not count any more, 429 if that one
     *     asked often enough, 503 if it cannot tell now
     */
    Optional<Holder> find(Presented presented);

    /** Whether anybody was ever given something to come in with: then the API is open to nobody else. */
    boolean closesTheDoor();
}
