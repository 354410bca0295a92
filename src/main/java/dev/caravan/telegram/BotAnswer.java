package dev.caravan.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.provider.Faults;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Bot API's answers. Every one is a JSON object with {@code ok}, and either {@code result} or {@code error_code}
 * and {@code description} (https://core.telegram.org/bots/api#making-requests); the body decides, not the HTTP status.
 */
final class BotAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final int LONGEST_DESCRIPTION = 300;

    /** The person blocked the bot or is gone: until a new /start nothing gets through. */
    private static final Pattern GONE = Pattern.compile("blocked by the user|user is deactivated|bot was kicked");

    private BotAnswer() {}

    /**
     * The {@code result}.
     *
     * @param secret the bot's token, which no fault repeats
     * @throws Postponed 429, until the moment that {@code retry_after} names
     * @throws PermanentFault 400, 401, 403 or 404, with Telegram's description
     * @throws TemporaryFault anything else, what cannot be read included
     */
    static JsonNode result(HttpResponse<byte[]> answer, String secret, Clock clock) {
        JsonNode body = read(answer.body());
        if (body == null || !body.path("ok").isBoolean()) {
            throw unreadable(answer, clock);
        }
        if (body.path("ok").booleanValue()) {
            if (answer.statusCode() / 100 != 2) {
                throw unreadable(answer, clock);
            }
            return body.path("result");
        }
        String retryAfter = answer.headers().firstValue("Retry-After").orElse(null);
        throw fault(body, answer.statusCode(), retryAfter, secret, clock);
    }

    /** The fault that an answer stands for which Telegram itself gave. */
    static Fault fault(JsonNode body, int status, @Nullable String retryAfter, String secret, Clock clock) {
        int code = body.path("error_code").asInt(status);
        String message = "Telegram " + code + ": " + description(body, secret);
        return switch (code) {
            case 403 ->
                GONE.matcher(message).find() ? PermanentFault.deadAddress(message) : new PermanentFault(message);
            case 400, 401, 404 -> new PermanentFault(message);
            case 429 -> {
                Instant until = pause(body, retryAfter, clock);
                yield until != null ? new Postponed(message, until) : new TemporaryFault(message);
            }
            default -> new TemporaryFault(message);
        };
    }

    private static @Nullable Instant pause(JsonNode body, @Nullable String retryAfter, Clock clock) {
        long seconds = body.path("parameters").path("retry_after").asLong(0);
        if (seconds > 0) {
            return clock.instant().plusSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds()));
        }
        return Faults.retryAt(retryAfter, clock);
    }

    /** A proxy's page, or half an answer: it says nothing about the message, whatever its status. */
    private static Fault unreadable(HttpResponse<byte[]> answer, Clock clock) {
        Instant retryAt =
                Faults.retryAt(answer.headers().firstValue("Retry-After").orElse(null), clock);
        String message = "Telegram gave an unreadable answer, HTTP " + answer.statusCode();
        return answer.statusCode() == 429 && retryAt != null
                ? new Postponed(message, retryAt)
                : new TemporaryFault(message, retryAt, null);
    }

    private static String description(JsonNode body, String secret) {
        String words = body.path("description").asText("no description");
        if (!secret.isEmpty()) {
            words = words.replace(secret, "***");
        }
        words = words.replaceAll("\\p{Cntrl}+", " ");
        return words.length() <= LONGEST_DESCRIPTION ? words : words.substring(0, LONGEST_DESCRIPTION) + "…";
    }

    private static @Nullable JsonNode read(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node != null && node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
