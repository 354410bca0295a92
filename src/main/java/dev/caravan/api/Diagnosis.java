package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import jakarta.jms.JMSException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.StreamCacheException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells whose fault an exception is: the caller's (400), the store's or broker's at this moment (503), ours (500). */
final class Diagnosis {

    private static final Logger LOG = LoggerFactory.getLogger(Diagnosis.class);
    static final int RETRY_AFTER_SECONDS = 5;
    private static final int DEEPEST = 20;

    private Diagnosis() {}

    /** Whether the same request may succeed later. Logs nothing. */
    static boolean temporary(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (unavailable(cause) || (cause instanceof Problem problem && problem.retryAfter() != null)) {
                return true;
            }
        }
        return false;
    }

    static Problem toProblem(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            Problem known = known(cause);
            if (known != null) {
                return known;
            }
        }
        String reference = UUID.randomUUID().toString();
        LOG.error("Request failed, reference {}", reference, failure);
        return Problem.of(ProblemType.INTERNAL_ERROR, "The request could not be served; the log has the reason.")
                .with("reference", reference);
    }

    private static @Nullable Problem known(Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof JsonProcessingException unreadable && !(cause instanceof InvalidDefinitionException)) {
            return UnreadableJson.problem(unreadable);
        }
        if (cause instanceof StreamCacheException) {
            return Problem.badRequest("The body cannot be read as UTF-8 text.");
        }
        if (cause instanceof InvalidPayloadException) {
            return Problem.badRequest("The request needs a JSON body.");
        }
        if (cause instanceof SQLException sql && unstorable(sql.getSQLState())) {
            return Problem.badRequest("The request holds a character that cannot be stored, such as U+0000.");
        }
        if (unavailable(cause)) {
            LOG.warn(
                    "Request answered 503: {}",
                    NestedExceptionUtils.getMostSpecificCause(cause).toString());
            return Problem.unavailable("The service cannot take the request now.", RETRY_AFTER_SECONDS);
        }
        return null;
    }

    private static boolean unavailable(Throwable cause) {
        return cause instanceof DataAccessResourceFailureException
                || cause instanceof TransientDataAccessException
                || cause instanceof RecoverableDataAccessException
                || cause instanceof CannotCreateTransactionException
                || cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException
                || (cause instanceof SQLException sql && connectionLost(sql.getSQLState()))
                || cause instanceof JMSException
                || cause instanceof ConnectException
                || cause instanceof InterruptedIOException
                || cause instanceof TimeoutException
                || cause instanceof ExchangeTimedOutException
                || cause instanceof RejectedExecutionException;
    }

    /** Text that Postgres takes in no column: 22021 in text, 22P05 in JSON. */
    private static boolean unstorable(@Nullable String state) {
        return "22021".equals(state) || "22P05".equals(state);
    }

    /**
     * Classes 08 (connection), 53 (out of resources) and 57 (operator intervention: shutting down, starting up,
     * statement timeout) of <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's
     * error codes</a>; 25006 is a write to a server that was demoted to a read-only replica.
     */
    private static boolean connectionLost(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57")
                        || state.equals("25006"));
    }
}
