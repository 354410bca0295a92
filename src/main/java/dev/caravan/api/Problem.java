package dev.caravan.api;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served, and why, in the words that the caller will read (RFC 9457). Thrown anywhere under a
 * request; {@link Problems} makes the answer. All text in it is shown to the caller: no secrets, no class names, no SQL.
 */
public class Problem extends RuntimeException {

    private final ProblemType type;
    private final Map<String, List<String>> errors;
    private final Map<String, Object> members;
    private final Map<String, String> headers;

    private Problem(
            ProblemType type,
            String detail,
            Map<String, List<String>> errors,
            Map<String, Object> members,
            Map<String, String> headers) {
        // A problem is an answer, not a fault of this program: no stack trace.
        super(detail, null, false, false);
        this.type = type;
        this.errors = errors;
        this.members = members;
        this.headers = headers;
    }

    /** A problem of this type without more to say than {@code detail}. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of(), Map.of());
    }

    /** 400: the request cannot be read, or breaks a rule that no single field breaks. */
    public static Problem badRequest(String detail) {
        return of(ProblemType.INVALID_REQUEST, detail);
    }

    /**
     * 400: fields are not valid.
     *
     * @param errors what is wrong with each field, by its path ({@code recipients[1].phone_number}); all of them at once
     */
    public static Problem invalid(Map<String, List<String>> errors) {
        Map<String, List<String>> copy = new LinkedHashMap<>(errors);
        return new Problem(ProblemType.INVALID_REQUEST, summary(copy), copy, Map.of(), Map.of());
    }

    /** 400: one field is not valid. */
    public static Problem invalid(String field, String error) {
        return invalid(Map.of(field, List.of(error)));
    }

    /**
     * 401: no key, or one that is not known.
     *
     * @param challenges how to authenticate, for {@code WWW-Authenticate} (RFC 9110, section 11.6.1)
     */
    public static Problem unauthorized(String detail, String... challenges) {
        String header = challenges.length == 0 ? "Bearer realm=\"caravan\"" : String.join(", ", challenges);
        return of(ProblemType.UNAUTHORIZED, detail).header("WWW-Authenticate", header);
    }

    /** 403: the caller is known and may not do this. */
    public static Problem forbidden(String detail) {
        return of(ProblemType.FORBIDDEN, detail);
    }

    /** 404: there is nothing under this path or id. */
    public static Problem notFound(String detail) {
        return of(ProblemType.NOT_FOUND, detail);
    }

    /** 405: the path is known, with these methods only. */
    public static Problem methodNotAllowed(Collection<String> allowed) {
        String list = String.join(", ", allowed);
        return of(ProblemType.METHOD_NOT_ALLOWED, "This path takes " + list + ".")
                .header("Allow", list);
    }

    /** 409: the request does not fit the state of what it is about. */
    public static Problem conflict(String detail) {
        return of(ProblemType.CONFLICT, detail);
    }

    /** 409 that passes: the same request may succeed after so many seconds. */
    public static Problem conflictRetry(String detail, int seconds) {
        return of(ProblemType.CONFLICT, detail).retryAfter(seconds);
    }

    /** 413: the body has more than {@code limit} bytes. */
    public static Problem tooLarge(long limit) {
        return of(ProblemType.TOO_LARGE, "The body has more than " + limit + " bytes.");
    }

    /** 415: the body's type or charset is not one that this path takes. */
    public static Problem unsupportedMediaType(String detail) {
        return of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
    }

    /** 429: the caller has as much as one may have at a time. */
    public static Problem tooManyRequests(String detail, int retryAfterSeconds) {
        return of(ProblemType.TOO_MANY_REQUESTS, detail).retryAfter(retryAfterSeconds);
    }

    /** 503: the store or the broker cannot take the request now; nothing was accepted. */
    public static Problem unavailable(String detail, int retryAfterSeconds) {
        return of(ProblemType.UNAVAILABLE, detail).retryAfter(retryAfterSeconds);
    }

    /** The same problem with one more member in its body, for example {@code line} (RFC 9457, section 3.2). */
    public Problem with(String member, Object value) {
        return new Problem(type, detail(), errors, plus(members, member, value), headers);
    }

    /** The same problem in other words: those that this makes of its detail and of what is wrong with each field. */
    public Problem reworded(UnaryOperator<String> words) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        errors.forEach(
                (field, texts) -> said.put(field, texts.stream().map(words).toList()));
        String detail = words.apply(said.isEmpty() ? detail() : summary(said));
        return new Problem(type, detail, said, members, headers);
    }

    private Problem header(String name, String value) {
        return new Problem(type, detail(), errors, members, plus(headers, name, value));
    }

    private Problem retryAfter(int seconds) {
        return header("Retry-After", Integer.toString(Math.max(1, seconds)));
    }

    private static <V> Map<String, V> plus(Map<String, V> map, String key, V value) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    private static String summary(Map<String, List<String>> errors) {
        if (errors.isEmpty()) {
            return ProblemType.INVALID_REQUEST.title() + ".";
        }
        Map.Entry<String, List<String>> first = errors.entrySet().iterator().next();
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return first.getKey() + ": " + String.join("; ", first.getValue()) + more;
    }

    /** What kind of problem this is. */
    public ProblemType type() {
        return type;
    }

    /** The HTTP status. */
    public int status() {
        return type.status();
    }

    /** The summary of its type. */
    public String title() {
        return type.title();
    }

    /** What is wrong this time. */
    public String detail() {
        return super.getMessage();
    }

    /** What is wrong with each field, by its path; empty if no field is to blame. */
    public Map<String, List<String>> errors() {
        return errors;
    }

    /** Further members of the body. */
    public Map<String, Object> members() {
        return members;
    }

    /** The headers that belong to the answer: {@code Retry-After}, {@code Allow}, {@code WWW-Authenticate}. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Seconds after which the same request may succeed, or null if waiting does not help. */
    public @Nullable Integer retryAfter() {
        String seconds = headers.get("Retry-After");
        return seconds == null ? null : Integer.valueOf(seconds);
    }
}
