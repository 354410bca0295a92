package dev.caravan.api;

/**
 * A route's body that is an answer without an end: it goes on after the route has ended, and holds no thread while it has
 * nothing to say. It is told of its connection in this order: opened, any number of times that there is room, ended.
 */
public interface LiveAnswer {

    /** The answer's {@code Content-Type}. */
    String contentType();

    /** Something can be said from now on, from any thread. */
    void opened(LiveConnection connection);

    /** The caller takes more again, after it took no more. */
    void room();

    /** The caller went away, or the connection was closed. May be told more than once, and without having been opened. */
    void ended();
}
