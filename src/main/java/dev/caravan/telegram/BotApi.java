package dev.caravan.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.provider.Faults;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.TelegramMessage;
import org.apache.camel.component.telegram.TelegramService;
import org.apache.camel.component.telegram.model.OutgoingTextMessage;
import org.apache.camel.component.telegram.model.UpdateResult;
import org.apache.camel.component.telegram.model.User;

/**
 * Calls the Telegram Bot API, each call within a total deadline. Takes the place of the client inside camel-telegram
 * 4.17, where calls at the same time share one request body: of 1000 texts from 16 threads 138 went out joined to another
 * or empty, and were reported as sent. It also runs the next steps of the route after a failed call, waits for ever, and
 * puts the bot's token into its error messages.
 */
final class BotApi implements TelegramService {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper UPDATES = JsonMapper.builder()
            .addMixIn(User.class, SpeakingUser.InPlaceOfUser.class)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int LONGEST_UPDATES = 4 * 1024 * 1024;

    private final HttpClient http;
    private final String methods;
    private final String token;
    private final Duration deadline;
    private final Clock clock;

    BotApi(HttpClient http, String baseUri, String token, Duration deadline, Clock clock) {
        this.http = http;
        this.methods = methods(baseUri, token);
        this.token = token;
        this.deadline = deadline;
        this.clock = clock;
    }

    /** Sends a text; the body of the exchange becomes the id of the message that Telegram made of it. */
    @Override
    public void sendMessage(Exchange exchange, AsyncCallback callback, TelegramMessage message) {
        try {
            if (!(message instanceof OutgoingTextMessage)) {
                throw new PermanentFault("Only text can be sent to Telegram");
            }
            JsonNode sent = call("sendMessage", JSON.writeValueAsBytes(message), deadline, LONGEST_ANSWER);
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setBody(sent.path("message_id").asText());
        } catch (JsonProcessingException | RuntimeException e) {
            exchange.setException(e);
        }
        // The producer that calls this says that the answer comes later; it is here already, which Camel allows.
        callback.done(false);
    }

    @Override
    public UpdateResult getUpdates(Long offset, Integer limit, Integer timeoutSeconds) {
        ObjectNode query = JSON.createObjectNode();
        query.put("offset", offset).put("limit", limit).put("timeout", timeoutSeconds);
        Duration poll = deadline.plusSeconds(timeoutSeconds == null ? 0 : timeoutSeconds);
        ObjectNode updates = JSON.createObjectNode().put("ok", true);
        updates.set("result", call("getUpdates", bytes(query), poll, LONGEST_UPDATES));
        return UPDATES.convertValue(updates, UpdateResult.class);
    }

    @Override
    public boolean setWebhook(String url) {
        return call("setWebhook", bytes(JSON.createObjectNode().put("url", url)), deadline, LONGEST_ANSWER)
                .asBoolean();
    }

    @Override
    public boolean removeWebhook() {
        return call("deleteWebhook", bytes(JSON.createObjectNode()), deadline, LONGEST_ANSWER)
                .asBoolean();
    }

    private JsonNode call(String method, byte[] parameters, Duration within, int maxAnswer) {
        if (token.isBlank()) {
            throw new PermanentFault("Telegram is not configured: the bot token is empty");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(methods + method))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(parameters))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, response -> new BoundedBody(maxAnswer));
        try {
            return BotAnswer.result(answer.get(within.toNanos(), TimeUnit.NANOSECONDS), token, clock);
        } catch (TimeoutException e) {
            throw new TemporaryFault("Telegram gave no whole answer within " + within.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw Faults.of(e.getCause(), "Telegram", clock);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TemporaryFault("The call to Telegram was interrupted");
        } finally {
            // Closes the connection if the call is still running; after its end this changes nothing.
            answer.cancel(true);
        }
    }

    private static String methods(String baseUri, String token) {
        String methods = baseUri.replaceFirst("/+$", "") + "/bot" + token + "/";
        try {
            HttpRequest.newBuilder(new URI(methods));
            return methods;
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Without the cause: its message repeats the token.
            throw new IllegalArgumentException("The Telegram base URI and bot token do not make a URL");
        }
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
