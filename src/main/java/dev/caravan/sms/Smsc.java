package dev.caravan.sms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.Fault;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The provider SMSC (bean {@code smsc}), by its HTTP interface: https://smsc.ru/api/http/. */
public final class Smsc {

    private static final String NAME = "smsc";

    private final String login;
    private final String password;
    private final Clock clock;

    Smsc(String login, String password, Clock clock) {
        this.login = login;
        this.password = password;
        this.clock = clock;
    }

    /**
     * Makes the message the form to post to {@code /sys/send.php}. The delivery's id goes with it as the message's own
     * ({@code id}: up to 40 letters, digits and {@code .-_}), so that a text sent again can be told from another text.
     *
     * @throws PermanentFault without login and password
     */
    public void request(
            Exchange exchange,
            @Body String text,
            @Variable("recipient") String recipient,
            @Variable("deliveryId") String deliveryId) {
        if (login.isBlank() || password.isBlank()) {
            throw new PermanentFault("smsc is not configured: caravan.sms.smsc.login or password is empty");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("login", login);
        form.put("psw", password);
        form.put("phones", SmsAnswer.digits(recipient));
        form.put("mes", text);
        form.put("id", deliveryId);
        form.put("fmt", "3");
        form.put("charset", "utf-8");
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
        message.setBody(form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
    }

    /**
     * Reads the answer.
     *
     * @return the id of the message at SMSC
     * @throws TemporaryFault codes 4 (address blocked for a while) and 9 (the same request again too soon), and whatever
     *     cannot be read
     * @throws PermanentFault codes 1, 2, 3, 5, 6, 7 and 8
     */
    public String read(
            @Body byte @Nullable [] body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter) {
        JsonNode answer = SmsAnswer.object(body);
        if (answer.hasNonNull("error_code") || answer.hasNonNull("error")) {
            throw fault(answer, status, retryAfter);
        }
        String id = answer.path("id").asText("");
        if (status != 200 || id.isBlank() || !answer.path("id").isValueNode()) {
            throw SmsAnswer.unreadable(NAME, status, retryAfter, clock);
        }
        return id;
    }

    private Fault fault(JsonNode answer, int status, @Nullable String retryAfter) {
        int code = answer.path("error_code").asInt(0);
        String words = SmsAnswer.words(answer.path("error").asText(""), password, login);
        String message = NAME + " error " + code + ": " + (words.isEmpty() ? "no words" : words);
        return switch (code) {
            case 1, 2, 3, 5, 6, 7, 8 -> new PermanentFault(message);
            case 4, 9 -> new TemporaryFault(message);
            default -> SmsAnswer.unreadable(NAME, status, retryAfter, clock);
        };
    }
}
