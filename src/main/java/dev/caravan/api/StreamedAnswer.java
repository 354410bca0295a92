package dev.caravan.api;

import java.io.IOException;
import java.io.OutputStream;

/** An answer that is written as it is made, because it may be larger than memory: the body that a route ends with. */
@FunctionalInterface
public interface StreamedAnswer {

    /** Writes the answer; its status and headers are on their way by then. */
    void writeTo(OutputStream out) throws IOException;
}
