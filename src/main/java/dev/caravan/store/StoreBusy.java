package dev.caravan.store;

/** More is waiting to be written than may wait: the caller should come back later. */
public final class StoreBusy extends RuntimeException {

    StoreBusy() {
        super("too much is waiting to be stored", null, false, false);
    }
}
