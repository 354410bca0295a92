package dev.caravan.store;

import org.springframework.dao.TransientDataAccessException;

/** More is waiting to be written than may wait: the caller should come back later. */
public final class StoreBusy extends TransientDataAccessException {

    StoreBusy() {
        super("too much is waiting to be stored");
    }

    /** It is thrown when there is the least time for a stack trace, and would say nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
