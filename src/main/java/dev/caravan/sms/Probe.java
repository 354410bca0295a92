package dev.caravan.sms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import java.time.Clock;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * The provider <em>probe</em> (bean {@code probe}): {@code POST {url}/send/{msgId}} with a bearer token and
 * {@code {"id":int,"phone":int,"text":string}}.
 */
public final class Probe {

    private static final String NAME = "probe";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_PHONE = 15;

    private final String token;
    private final Clock clock;

    Probe(String token, Clock clock) {
        this.token = token;
        this.clock = clock;
    }

    /**
     * Makes the message the request, its path under {@code /send} included.
     *
     * @throws PermanentFault without a token, or for a recipient that is no E.164 number
     */
    public void request(
            Exchange exchange,
            @Body String text,
            @Variable("recipient") String recipient,
            @Variable("deliveryId") String deliveryId)
            throws JsonProcessingException {
        if (token.isBlank()) {
            throw new PermanentFault("probe is not configured: caravan.sms.probe.token is empty");
        }
        String phone = SmsAnswer.digits(recipient);
        if (phone.isEmpty() || phone.length() > LONGEST_PHONE) {
            throw new PermanentFault("The recipient is not a phone number");
        }
        long id = messageId(deliveryId);
        ObjectNode body = JSON.createObjectNode();
        body.put("id", id).put("phone", Long.parseLong(phone)).put("text", text);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_PATH, "/" + id);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Authorization", "Bearer " + token);
        message.setBody(JSON.writeValueAsBytes(body));
    }

    /**
     * Reads the answer.
     *
     * @return the id of the message at the provider, which is our own
     * @throws PermanentFault HTTP 400
     * @throws TemporaryFault anything but 200 with {@code {"code":0,"message":"OK"}}
     */
    public String read(
            @Body byte @Nullable [] body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @Variable("deliveryId") String deliveryId) {
        JsonNode answer = SmsAnswer.object(body);
        String words = SmsAnswer.words(answer.path("message").asText(""), token);
        if (status == 400) {
            throw new PermanentFault(NAME + " refused the message: " + (words.isEmpty() ? "no words" : words));
        }
        if (status != 200 || !answer.path("code").isIntegralNumber()) {
            throw SmsAnswer.unreadable(NAME, status, retryAfter, clock);
        }
        long code = answer.path("code").longValue();
        if (code != 0 || !words.equalsIgnoreCase("OK")) {
            throw new TemporaryFault(NAME + " error " + code + ": " + words);
        }
        return Long.toString(messageId(deliveryId));
    }

    /**
     * The number by which probe knows a delivery: the same for every try, positive, of 53 bits, which is as much as every
     * JSON reader keeps (RFC 8259 §6).
     */
    static long messageId(String deliveryId) {
        UUID id = UUID.fromString(deliveryId);
        long mixed = id.getMostSignificantBits() * 0x9E3779B97F4A7C15L ^ id.getLeastSignificantBits();
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return Math.max(1, mixed >>> 11);
    }
}
