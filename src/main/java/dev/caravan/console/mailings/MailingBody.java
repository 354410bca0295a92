package dev.caravan.console.mailings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.console.Page;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** A mailing as the form shows it, and as the API takes it: times are the reader's there, and UTC here. */
final class MailingBody {

    private static final List<String> LINES =
            List.of("title", "subject", "template_slug", "local_time_from", "local_time_to", "priority");

    private MailingBody() {}

    /** What was typed. A text is left out where a template was chosen, as the form then hides it. */
    static ObjectNode of(MultiValueMap<String, String> typed, ZoneId zone) {
        ObjectNode body = audience(typed);
        LINES.forEach(name -> body.put(name, line(typed, name)));
        String text = Objects.requireNonNullElse(typed.getFirst("text"), "").replace("\r\n", "\n");
        body.put("text", text.isBlank() || body.hasNonNull("template_slug") ? null : text);
        body.put("start_datetime", instant(typed, "start_datetime", zone));
        body.put("end_datetime", instant(typed, "end_datetime", zone));
        words(typed, "channels").forEach(body.putArray("channels")::add);
        return body;
    }

    /** Whom it is for. */
    static ObjectNode audience(MultiValueMap<String, String> typed) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("tags_logic", line(typed, "tags_logic"));
        body.putArray("tags");
        body.putArray("operators");
        words(typed, "tags").forEach(tag -> body.withArray("tags").addObject().put("name", tag));
        words(typed, "operators")
                .forEach(code -> body.withArray("operators").addObject().put("code", code));
        return body;
    }

    /** A moment for a {@code datetime-local} field; what is no moment stays as it was typed. */
    static String local(JsonNode time, ZoneId zone) {
        try {
            return LocalDateTime.ofInstant(Instant.parse(time.asText("")), zone)
                    .truncatedTo(ChronoUnit.MINUTES)
                    .toString();
        } catch (DateTimeException e) {
            return time.asText("");
        }
    }

    private static @Nullable String instant(MultiValueMap<String, String> typed, String name, ZoneId zone) {
        String line = line(typed, name);
        return line == null ? null : Page.instant(line, zone);
    }

    private static List<String> words(MultiValueMap<String, String> typed, String name) {
        return Objects.requireNonNullElse(typed.get(name), List.<String>of()).stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private static @Nullable String line(MultiValueMap<String, String> typed, String name) {
        String line = Objects.requireNonNullElse(typed.getFirst(name), "").strip();
        return line.isEmpty() ? null : line;
    }
}
