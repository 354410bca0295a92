package dev.caravan.console.schedules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.console.Chosen;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A periodic task as a form shows it, and back. */
final class ScheduleForm {

    static final List<String> FIELDS = List.of(
            "name",
            "task_id",
            "template_id",
            "crontab_schedule",
            "timezone",
            "recipients",
            "tags",
            "tags_logic",
            "operators",
            "subject",
            "context",
            "misfire",
            "one_off");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ScheduleForm() {}

    /** What a new one begins with. */
    static Map<String, String> empty(String zone) {
        Map<String, String> form = typed(Map.of());
        form.put("crontab_schedule", "0 9 * * *");
        form.put("timezone", zone);
        form.put("tags_logic", "and");
        form.put("misfire", "once");
        return form;
    }

    /** What somebody typed. */
    static Map<String, String> typed(Map<String, String> parameters) {
        return Chosen.of(parameters, FIELDS);
    }

    static Map<String, String> of(JsonNode task) {
        Map<String, String> form = empty("UTC");
        for (String name :
                List.of("name", "task_id", "template_id", "crontab_schedule", "timezone", "subject", "misfire")) {
            form.put(name, task.path(name).asText(""));
        }
        form.put("one_off", task.path("one_off").asBoolean() ? "true" : "");
        form.put("recipients", recipients(task.path("recipients")));
        form.put(
                "context",
                task.path("context").isObject() ? task.path("context").toPrettyString() : "");
        JsonNode audience = task.path("audience");
        form.put("tags", names(audience.path("tags"), "name"));
        form.put("operators", names(audience.path("operators"), "code"));
        form.put("tags_logic", audience.path("tags_logic").asText("and"));
        return form;
    }

    /**
     * The body of a request.
     *
     * @throws Problem 400 naming a field that is no JSON
     */
    static ObjectNode body(Map<String, String> form) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (String name : List.of("name", "task_id", "template_id", "crontab_schedule", "timezone", "misfire")) {
            body.put(name, form.get(name));
        }
        body.put("subject", form.get("subject").isEmpty() ? null : form.get("subject"));
        body.put("one_off", !form.get("one_off").isEmpty());
        body.set("context", form.get("context").isEmpty() ? null : json("context", form.get("context")));
        String recipients = form.get("recipients");
        body.set("recipients", recipients.isEmpty() ? null : read(recipients));
        boolean chosen = !form.get("tags").isEmpty() || !form.get("operators").isEmpty();
        if (chosen) {
            ObjectNode audience = body.putObject("audience");
            put(audience.putArray("tags"), "name", form.get("tags"));
            put(audience.putArray("operators"), "code", form.get("operators"));
            audience.put("tags_logic", form.get("tags_logic"));
        } else {
            body.putNull("audience");
        }
        return body;
    }

    /** An address a line, if they are no more than that. */
    private static String recipients(JsonNode recipients) {
        boolean plain = StreamSupport.stream(recipients.spliterator(), false)
                .allMatch(each -> each.size() == 1 && each.path("email").isTextual());
        if (!plain) {
            return recipients.toPrettyString();
        }
        return StreamSupport.stream(recipients.spliterator(), false)
                .map(each -> each.path("email").asText())
                .collect(Collectors.joining("\n"));
    }

    private static JsonNode read(String recipients) {
        if (recipients.startsWith("[")) {
            return json("recipients", recipients);
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(recipients.split("[\\s,;]+"))
                .filter(address -> !address.isEmpty())
                .forEach(address -> all.addObject().put("email", address));
        return all;
    }

    private static JsonNode json(String field, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw Problem.invalid(field, "is no JSON, line " + e.getLocation().getLineNr());
        }
    }

    private static String names(JsonNode entries, String key) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.isObject() ? entry.path(key).asText() : entry.asText())
                .collect(Collectors.joining(", "));
    }

    private static void put(ArrayNode entries, String key, String names) {
        Arrays.stream(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(name -> entries.addObject().put(key, name));
    }
}
