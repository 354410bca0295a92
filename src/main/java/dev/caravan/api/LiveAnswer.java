package dev.caravan.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A route's body that is an answer without an end: it goes on after the route has ended, and holds no thread while it has
 * nothing to say.
 */
public interface LiveAnswer {

    /** Begins the answer and returns at once; the request is asynchronous from here on. */
    void begin(HttpServletResponse response) throws IOException;
}
