package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import java.util.Objects;

/** The probe gateway: {@code POST /send/{msgId}} with a bearer token and {@code {"id", "phone", "text"}}. */
final class ProbeCatcher implements HttpProvider {

    private final String token;

    ProbeCatcher(String token) {
        this.token = token;
    }

    @Override
    public String channel() {
        return Caught.SMS;
    }

    @Override
    public String name() {
        return Faults.PROBE;
    }

    @Override
    public Message read(Call call) throws Refused, JsonProcessingException {
        if (!call.method().equals("POST")) {
            throw new Refused(wrong(405, "Method Not Allowed"));
        }
        if (!call.authorization().equals("Bearer " + token)) {
            throw new Refused(wrong(401, "Unauthorized"));
        }
        String id = call.path().substring("/send/".length());
        Map<String, String> fields = call.fields();
        String phone = Objects.requireNonNullElse(fields.get("phone"), "");
        String text = Objects.requireNonNullElse(fields.get("text"), "");
        if (!id.matches("\\d{1,19}") || !id.equals(fields.get("id")) || !phone.matches("\\d{5,15}") || text.isBlank()) {
            throw new Refused(wrong(400, "Bad Request"));
        }
        return new Message(name(), phone, text, id, Rehearsal.ofPhone(name(), phone), Map.of());
    }

    @Override
    public Answer taken(long id, Message message) {
        return wrong(200, "OK");
    }

    @Override
    public Answer refused(Behaviour behaviour, Message message) {
        return switch (behaviour) {
            case PERMANENT, BLOCKED -> wrong(400, "Bad Request: this number cannot be reached");
            case RATE_LIMITED -> wrong(429, "Too Many Requests");
            case UNAVAILABLE -> Answer.page(503, "503 Service Temporarily Unavailable");
            case GARBAGE -> Answer.page(200, "Welcome");
            default -> wrong(500, "Internal Server Error");
        };
    }

    @Override
    public Answer wrong(int status, String reason) {
        return Answer.json(
                status,
                Call.JSON
                        .createObjectNode()
                        .put("code", status == 200 ? 0 : status)
                        .put("message", reason));
    }
}
