package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Problem;
import dev.caravan.notification.IdempotencyKeys.Claim;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionException;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes notifications in. What it has answered is durable in Postgres. */
@Component("notifications")
public class Notifications {

    private final RequestReader reader;
    private final IdempotencyKeys keys;
    private final NotificationWriter writer;
    private final NotificationMetrics metrics;
    private final Clock clock;

    Notifications(
            RequestReader reader,
            IdempotencyKeys keys,
            NotificationWriter writer,
            NotificationMetrics metrics,
            Clock clock) {
        this.reader = reader;
        this.keys = keys;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Accepts a canonical request, or refuses it with a {@link Problem}.
     *
     * @param dialect the dialect it was translated from; null: it was canonical from the start
     * @param fieldNames how the dialect calls the canonical fields, for its error messages
     * @return the canonical answer; for an idempotency key that was used before, the first answer
     */
    public JsonNode accept(
            @Body JsonNode request,
            @Variable("templateSlug") @Nullable String templateSlug,
            @Variable("idempotencyKey") @Nullable String idempotencyKey,
            @Variable("caller") @Nullable String caller,
            @Variable("dialect") @Nullable String dialect,
            @Variable("fieldNames") @Nullable String fieldNames) {
        Claim claim = keys.claim(idempotencyKey, caller == null ? "" : caller, request, templateSlug);
        if (claim == null) {
            return store(request, templateSlug, dialect, fieldNames, null);
        }
        keys.enter(claim);
        try {
            return store(request, templateSlug, dialect, fieldNames, claim);
        } catch (Problem refused) {
            // What was valid when it was first sent may not be now: its template gone, its expires_at past.
            JsonNode earlier = keys.earlierAnswer(claim);
            if (earlier == null) {
                throw refused;
            }
            return earlier;
        } finally {
            keys.leave(claim);
        }
    }

    /**
     * Looks whether a canonical request would be accepted now, and stores nothing.
     *
     * @throws Problem naming everything that is wrong with it
     */
    public void check(JsonNode request) {
        reader.read(request, null, null, FieldNames.CANONICAL);
    }

    private JsonNode store(
            JsonNode body,
            @Nullable String templateSlug,
            @Nullable String dialect,
            @Nullable String fieldNames,
            @Nullable Claim claim) {
        NotificationRequest request = reader.read(body, templateSlug, dialect, FieldNames.parse(fieldNames));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Acceptance acceptance = Acceptance.of(request, dialect == null ? "canonical" : dialect, now, claim);
        try {
            if (writer.store(acceptance)) {
                metrics.accepted(request.queue(), acceptance.size());
                return acceptance.answer();
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        JsonNode earlier = keys.earlierAnswer(claim);
        if (earlier == null) {
            throw Problem.conflictRetry("A request with this Idempotency-Key is still in progress.", 1);
        }
        return earlier;
    }
}
