package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.store.StoredJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes a request that is sent twice take effect once: the first answer to a key is stored in the transaction that
 * stores the notification, and given again for 24 hours.
 */
@Component
class IdempotencyKeys {

    private static final Pattern VALID = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /**
     * A key in use by a request.
     *
     * @param caller whose key it is: the same key of another caller is another key
     * @param fingerprint of the request, to tell a repetition from another request under the same key
     */
    record Claim(String caller, String key, String fingerprint) {}

    private final JdbcClient jdbc;
    private final Set<Claim> inProgress = ConcurrentHashMap.newKeySet();

    IdempotencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Nullable
    Claim claim(@Nullable String key, String caller, JsonNode body, @Nullable String templateSlug) {
        if (key == null) {
            return null;
        }
        if (!VALID.matcher(key).matches()) {
            throw Problem.invalid("Idempotency-Key", "must be 1 to 255 visible ASCII characters");
        }
        return new Claim(caller, key, fingerprint(body + "\n" + templateSlug));
    }

    /** Marks the claim as in progress until {@link #leave}. */
    void enter(Claim claim) {
        if (!inProgress.add(new Claim(claim.caller(), claim.key(), ""))) {
            throw Problem.conflictRetry("A request with this Idempotency-Key is still in progress.", 1);
        }
    }

    void leave(Claim claim) {
        inProgress.remove(new Claim(claim.caller(), claim.key(), ""));
    }

    /**
     * The answer that was given to this request before, or null if it is new.
     *
     * @throws Problem 409 if the key was used for another request
     */
    @Nullable
    JsonNode earlierAnswer(Claim claim) {
        return jdbc.sql("select fingerprint, answer from idempotency_keys where caller = ? and key = ?")
                .params(claim.caller(), claim.key())
                .query((row, n) -> {
                    if (!row.getString("fingerprint").equals(claim.fingerprint())) {
                        throw Problem.conflict("This Idempotency-Key was used with another request.");
                    }
                    return StoredJson.tree(row.getString("answer"));
                })
                .optional()
                .orElse(null);
    }

    /**
     * Takes the key, in the caller's transaction; waits for another transaction that is about to.
     *
     * @return false if it was taken in the last 24 hours
     */
    boolean take(Claim claim) {
        return jdbc.sql("""
                insert into idempotency_keys (caller, key, fingerprint, answer, created_at) values (?, ?, ?, 'null', now())
                on conflict (caller, key) do update
                    set fingerprint = excluded.fingerprint, answer = excluded.answer, client_id = null,
                        created_at = excluded.created_at
                    where idempotency_keys.created_at < now() - interval '24 hours'
                """)
                        .params(claim.caller(), claim.key(), claim.fingerprint())
                        .update()
                == 1;
    }

    /** Stores the answer to a key that was taken, in the same transaction. One with a phone number is about a client. */
    void answered(Claim claim, JsonNode answer) {
        jdbc.sql("update idempotency_keys set answer = ?, client_id = ? where caller = ? and key = ?")
                .params(
                        answer.toString(),
                        answer.has("phone_number") ? answer.path("id").asText() : null,
                        claim.caller(),
                        claim.key())
                .update();
    }

    private static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
