package dev.caravan.api;

import java.util.Locale;

/**
 * The kinds of problem that a caller can be told of. The URI of each is stable: callers may branch on it
 * (RFC 9457, section 3.1.1). It is relative to the API's address and resolves to a page that explains it.
 */
public enum ProblemType {
    INVALID_REQUEST(400, "The request is not valid", "Mend the request before it is sent again."),
    UNAUTHORIZED(401, "An API key is needed", "Send a key as `Authorization: Bearer <key>` or `X-API-Key`."),
    FORBIDDEN(403, "This is not allowed", "Use a key that has the scope named in `detail`."),
    NOT_FOUND(404, "Not found", "Nothing is known under this path or id."),
    METHOD_NOT_ALLOWED(405, "Method not allowed", "The header `Allow` names the methods that this path takes."),
    NOT_ACCEPTABLE(406, "Not acceptable", "Answers are JSON: accept `application/json`."),
    CONFLICT(409, "Conflict", "The request does not fit the state of what it is about; `detail` says why."),
    TOO_LARGE(413, "The body is too large", "Split the request; `detail` names the limit."),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", "Send the body as `application/json` in UTF-8."),
    TOO_MANY_REQUESTS(429, "Too many requests", "Wait for the seconds named by `Retry-After`."),
    INTERNAL_ERROR(500, "Internal error", "The fault is on this side. Its `reference` leads to the log entry."),
    UNAVAILABLE(
            503, "Temporarily unavailable", "Nothing was accepted. Send the same request again after `Retry-After`.");

    private final int status;
    private final String title;
    private final String advice;

    ProblemType(int status, String title, String advice) {
        this.status = status;
        this.title = title;
        this.advice = advice;
    }

    /** The type of an HTTP status; an unlisted 4xx is an invalid request, everything else an internal error. */
    public static ProblemType of(int status) {
        for (ProblemType type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    }

    /** The HTTP status, also given in the body. */
    public int status() {
        return status;
    }

    /** A short summary, the same for every problem of this type. */
    public String title() {
        return title;
    }

    /** What a caller can do about it. */
    String advice() {
        return advice;
    }

    /** The last part of the type URI. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type URI, for example {@code /problems/not-found}. */
    public String uri() {
        return "/problems/" + slug();
    }
}
