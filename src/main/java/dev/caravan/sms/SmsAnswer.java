package dev.caravan.sms;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.delivery.Fault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.provider.Faults;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What both SMS providers' answers have in common. */
final class SmsAnswer {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int LONGEST_WORDS = 200;

    private SmsAnswer() {}

    /** The JSON object that the body is; a missing node if it is anything else. */
    static JsonNode object(byte @Nullable [] body) {
        if (body == null) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode node = JSON.readTree(body);
            return node.isObject() ? node : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer that says nothing about the message: temporary, or postponed if it is a 429 that names a moment. */
    static Fault unreadable(String provider, int status, @Nullable String retryAfter, Clock clock) {
        Instant retryAt = Faults.retryAt(retryAfter, clock);
        String message = provider + " gave an unreadable answer, HTTP " + status;
        return status == 429 && retryAt != null
                ? new Postponed(message, retryAt)
                : new TemporaryFault(message, retryAt, null);
    }

    /** The provider's words, on one line and without these secrets. */
    static String words(String words, String... secrets) {
        for (String secret : secrets) {
            if (!secret.isEmpty()) {
                words = words.replace(secret, "***");
            }
        }
        words = words.replaceAll("\\p{Cntrl}+", " ").strip();
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }

    /** A phone number as digits alone. */
    static String digits(String phone) {
        return phone.replaceAll("\\D", "");
    }
}
