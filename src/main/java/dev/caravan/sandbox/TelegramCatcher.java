package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Telegram's {@code sendMessage}. Answers and descriptions are those of the Bot API
 * (https://core.telegram.org/bots/api#making-requests).
 */
final class TelegramCatcher implements HttpProvider {

    private static final int LONGEST_TEXT = 4_096;
    private static final int RETRY_AFTER_SECONDS = 2;

    private final String token;
    private final Supplier<Instant> now;

    TelegramCatcher(String token, Supplier<Instant> now) {
        this.token = token;
        this.now = now;
    }

    @Override
    public String channel() {
        return Caught.TELEGRAM;
    }

    @Override
    public String name() {
        return Faults.TELEGRAM;
    }

    @Override
    public Message read(Call call) throws Refused, JsonProcessingException {
        String[] path = call.path().substring("/bot".length()).split("/", 2);
        if (!path[0].equals(token)) {
            throw new Refused(wrong(401, "Unauthorized"));
        }
        if (path.length < 2
                || !path[1].equalsIgnoreCase("sendMessage")
                || !call.method().equals("POST")) {
            throw new Refused(wrong(404, "Not Found"));
        }
        Map<String, String> fields = new LinkedHashMap<>(call.fields());
        String chat = Objects.requireNonNullElse(fields.remove("chat_id"), "");
        String text = Objects.requireNonNullElse(fields.remove("text"), "");
        if (chat.isBlank()) {
            throw new Refused(wrong(400, "Bad Request: chat_id is empty"));
        }
        if (text.isBlank()) {
            throw new Refused(wrong(400, "Bad Request: message text is empty"));
        }
        if (text.length() > LONGEST_TEXT) {
            throw new Refused(wrong(400, "Bad Request: message is too long"));
        }
        return new Message("sandbox bot", chat, text, "", Rehearsal.ofChat(chat), fields);
    }

    @Override
    public Answer taken(long id, Message message) {
        ObjectNode body = Call.JSON.createObjectNode().put("ok", true);
        ObjectNode result = body.putObject("result").put("message_id", id);
        ObjectNode chat = result.putObject("chat");
        if (message.to().matches("-?\\d{1,18}")) {
            chat.put("id", Long.parseLong(message.to())).put("type", "private");
        } else {
            chat.put("id", -1)
                    .put("username", message.to().replaceFirst("^@", ""))
                    .put("type", "channel");
        }
        result.put("date", now.get().getEpochSecond()).put("text", message.text());
        return Answer.json(200, body);
    }

    @Override
    public Answer refused(Behaviour behaviour, Message message) {
        return switch (behaviour) {
            case PERMANENT -> wrong(400, "Bad Request: chat not found");
            case BLOCKED -> wrong(403, "Forbidden: bot was blocked by the user");
            case RATE_LIMITED -> tooMany();
            case UNAVAILABLE -> Answer.page(502, "502 Bad Gateway");
            case GARBAGE -> Answer.page(200, "Welcome");
            default -> wrong(500, "Internal Server Error");
        };
    }

    @Override
    public Answer wrong(int status, String reason) {
        return Answer.json(status, failure(status, reason));
    }

    private static Answer tooMany() {
        ObjectNode body = failure(429, "Too Many Requests: retry after " + RETRY_AFTER_SECONDS);
        body.putObject("parameters").put("retry_after", RETRY_AFTER_SECONDS);
        return Answer.json(429, body);
    }

    private static ObjectNode failure(int code, String description) {
        return Call.JSON
                .createObjectNode()
                .put("ok", false)
                .put("error_code", code)
                .put("description", description);
    }
}
