package dev.caravan.delivery;

import org.jspecify.annotations.Nullable;

/** A message on a work queue that the dispatcher did not put there. To try it again would not mend it. */
public class NotAParcel extends RuntimeException {

    NotAParcel(@Nullable Exception cause) {
        super("not a parcel of Caravan's", cause);
    }
}
