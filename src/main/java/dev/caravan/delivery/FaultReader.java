package dev.caravan.delivery;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * Reads what a channel threw that did not say itself what kind of fault it is. HTTP statuses are read as RFC 9110 means
 * them: 4xx blames the request, 5xx and silence blame the provider. What cannot be told is taken as temporary: a retry too
 * many does less harm than a message lost.
 */
final class FaultReader {

    private static final int LONGEST = 500;

    private FaultReader() {}

    static Fault read(@Nullable Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof Fault fault) {
                return fault;
            }
            if (e instanceof HttpOperationFailedException http) {
                return http(http);
            }
        }
        Throwable root = thrown == null ? null : NestedExceptionUtils.getMostSpecificCause(thrown);
        if (root instanceof ConnectException) {
            return new TemporaryFault("connection refused", thrown);
        }
        if (root instanceof UnknownHostException) {
            return new TemporaryFault("the provider's host name cannot be resolved", thrown);
        }
        return new TemporaryFault(root == null ? "unknown" : words(root), thrown);
    }

    private static Fault http(HttpOperationFailedException e) {
        String words = "HTTP " + e.getStatusCode() + (e.getResponseBody() == null ? "" : " " + e.getResponseBody());
        int status = e.getStatusCode();
        if (status == 429) {
            return new Postponed(shorten(words), Instant.now().plusSeconds(retryAfter(e)));
        }
        boolean temporary = status >= 500 || status == 408 || status == 425 || status < 400;
        return temporary ? new TemporaryFault(shorten(words), e) : new PermanentFault(shorten(words), e);
    }

    private static long retryAfter(HttpOperationFailedException e) {
        String value = e.getResponseHeaders() == null ? null : e.getResponseHeaders().get("Retry-After");
        try {
            return value == null ? 5 : Math.min(3_600, Math.max(1, Long.parseLong(value.trim())));
        } catch (NumberFormatException notSeconds) {
            return 5;
        }
    }

    /** An exception's own words: its type is the program's business and stays in the log. */
    private static String words(Throwable e) {
        return shorten(e.getMessage() == null ? "internal error" : e.getMessage());
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
