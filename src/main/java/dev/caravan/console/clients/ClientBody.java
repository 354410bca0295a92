package dev.caravan.console.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** A client as the form shows it, and as the API takes it. */
final class ClientBody {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LINES = List.of("name", "email", "telegram_id", "timezone");

    private ClientBody() {}

    /**
     * What was typed; a field that is empty is null, which takes a value away.
     *
     * @throws Problem 400 if the attributes are no JSON
     */
    static ObjectNode of(MultiValueMap<String, String> typed) {
        ObjectNode body = shown(typed);
        String attributes = line(typed, "attributes");
        if (attributes.isEmpty()) {
            return body.putNull("attributes");
        }
        try {
            body.set("attributes", JSON.readTree(attributes));
        } catch (JsonProcessingException e) {
            throw Problem.invalid(
                    "attributes", "is no JSON, line " + e.getLocation().getLineNr());
        }
        return body;
    }

    /** What was typed, to be shown again; the attributes stay a text. */
    static ObjectNode shown(MultiValueMap<String, String> typed) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("phone_number", phone(line(typed, "phone_number")));
        LINES.forEach(name -> body.put(name, empty(line(typed, name))));
        String code = line(typed, "operator_code");
        if (code.isEmpty()) {
            body.putNull("operator_code");
        } else {
            body.putObject("operator_code").put("code", code).put("name", empty(line(typed, "operator_name")));
        }
        body.putArray("tags");
        Objects.requireNonNullElse(typed.get("tags"), List.<String>of()).stream()
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .forEach(tag -> body.withArray("tags").addObject().put("name", tag));
        return body.put("attributes", line(typed, "attributes"));
    }

    /** The attributes of a client as the form's text: they are JSON in an answer, and a text already in what was typed. */
    static String attributes(JsonNode client) {
        JsonNode attributes = client.path("attributes");
        return attributes.isObject() ? attributes.toPrettyString() : attributes.asText("");
    }

    /** A phone number as it is written by people, as clients have it. */
    static String phone(String text) {
        String digits = text.replaceAll("[\\s()+.-]", "");
        return digits.matches("8\\d{10}")
                ? "7" + digits.substring(1)
                : digits.matches("9\\d{9}") ? "7" + digits : digits;
    }

    private static String line(MultiValueMap<String, String> typed, String name) {
        return Objects.requireNonNullElse(typed.getFirst(name), "").strip();
    }

    private static @Nullable String empty(String text) {
        return text.isEmpty() ? null : text;
    }
}
