package dev.caravan.provider;

import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** Reads what went wrong with a call as a {@link Fault}, without repeating URLs, headers or bodies: they hold secrets. */
public final class Faults {

    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

    private Faults() {}

    /**
     * The fault behind what a route step threw: a {@link Fault} anywhere among its causes, an HTTP status (408, 425 and
     * 5xx are temporary, 429 with a {@code Retry-After} postpones, other 4xx are permanent), or the network's fault. What
     * is not known is temporary: better a message twice than none.
     *
     * @param provider named in the message
     */
    public static Fault of(Throwable thrown, String provider, Clock clock) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof Fault fault) {
                return fault;
            }
            if (cause instanceof HttpOperationFailedException answer) {
                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                if (answer.getResponseHeaders() != null) {
                    headers.putAll(answer.getResponseHeaders());
                }
                return ofStatus(answer.getHttpResponseCode(), headers.get("Retry-After"), provider, clock);
            }
            String words = inWords(cause);
            if (words != null) {
                return new TemporaryFault(provider + ": " + words);
            }
        }
        return new TemporaryFault(
                provider + ": the call failed (" + thrown.getClass().getSimpleName() + ")");
    }

    /** The fault that an HTTP status stands for when the answer's body says nothing more. */
    public static Fault ofStatus(int status, @Nullable String retryAfter, String provider, Clock clock) {
        String message = provider + " answered HTTP " + status;
        Instant retryAt = retryAt(retryAfter, clock);
        if (status == 429 && retryAt != null) {
            return new Postponed(message, retryAt);
        }
        boolean permanent = status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
        return permanent ? new PermanentFault(message) : new TemporaryFault(message, retryAt, null);
    }

    /**
     * The moment that a {@code Retry-After} header names, in seconds or as a date (RFC 9110 §10.2.3), at most a day away;
     * {@code null} if it names none.
     */
    public static @Nullable Instant retryAt(@Nullable String retryAfter, Clock clock) {
        if (retryAfter == null) {
            return null;
        }
        Instant now = clock.instant();
        String value = retryAfter.strip();
        try {
            Instant at = value.matches("\\d{1,9}")
                    ? now.plusSeconds(Long.parseLong(value))
                    : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            Instant latest = now.plus(LONGEST_PAUSE);
            return at.isAfter(latest) ? latest : at.isBefore(now) ? now : at;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String inWords(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "the host name is not known";
        }
        if (cause instanceof SocketTimeoutException || cause instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "cannot connect";
        }
        if (cause instanceof SSLException) {
            return "no secure connection";
        }
        boolean alone = cause.getCause() == null || cause.getCause() == cause;
        return cause instanceof IOException && alone ? "the connection broke" : null;
    }
}
