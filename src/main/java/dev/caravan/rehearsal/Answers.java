package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.PlayedAnswer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a test says that a provider answers. */
final class Answers {

    private static final Pattern STATUS = Pattern.compile("(\\d{3})(?: (.*))?", Pattern.DOTALL);
    private static final Set<String> FIELDS = Set.of("status", "body", "headers");

    private Answers() {}

    /** What is wrong with it; null if it can be read. */
    static @Nullable String complaint(JsonNode answer) {
        if (answer.isObject()) {
            for (Map.Entry<String, JsonNode> field : answer.properties()) {
                if (!FIELDS.contains(field.getKey())) {
                    return "unknown key '" + field.getKey() + "'; an answer has status, body and headers";
                }
            }
            return null;
        }
        String text = answer.asText();
        return Set.of("ok", "timeout", "refused").contains(text)
                        || STATUS.matcher(text).matches()
                ? null
                : "an answer is ok, timeout, refused, a status with words (450 mailbox busy), or {status, body, headers}";
    }

    static PlayedAnswer read(JsonNode answer) {
        if (answer.isObject()) {
            Map<String, String> headers = new TreeMap<>();
            answer.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            JsonNode body = answer.path("body");
            String text = body.isMissingNode() ? null : body.isTextual() ? body.textValue() : body.toString();
            int status = answer.path("status").asInt(0);
            return new PlayedAnswer(status == 0 ? "ok" : "status", status, text, headers);
        }
        Matcher status = STATUS.matcher(answer.asText());
        return status.matches()
                ? new PlayedAnswer("status", Integer.parseInt(status.group(1)), status.group(2), Map.of())
                : new PlayedAnswer(answer.asText(), 0, null, Map.of());
    }
}
