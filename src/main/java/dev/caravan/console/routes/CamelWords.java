package dev.caravan.console.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * What an editor has to know to complete words of a route file, drawn from the schema of Camel's YAML DSL, at a fifth of its
 * size: of each type its keys, with a short description ({@code d}), the type that stands behind ({@code t}; {@code a}: a list
 * of it), and the values there are ({@code e}).
 */
final class CamelWords {

    private static final String SCHEMA = "/schema/camelYamlDsl.json";
    private static final String DEFINITIONS = "#/items/definitions/";
    private static final int LONGEST = 180;
    private static final int DEEPEST = 8;

    private final ObjectNode types = JsonNodeFactory.instance.objectNode();
    private final JsonNode definitions;
    private final JsonNode items;

    CamelWords() {
        try (InputStream resource = CamelWords.class.getResourceAsStream(SCHEMA)) {
            items = new ObjectMapper().readTree(resource).path("items");
            definitions = items.path("definitions");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types by name; the one called {@code root} is what an entry of a file can be. */
    ObjectNode json() {
        properties(items, types.putObject("root"), 0);
        definitions
                .properties()
                .forEach(
                        definition -> properties(definition.getValue(), types.putObject(name(definition.getKey())), 0));
        return types;
    }

    private void properties(JsonNode schema, ObjectNode type, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (!type.has(property.getKey()) && property.getValue().size() > 0) {
                property(property.getValue(), type.putObject(property.getKey()));
            }
        }
        for (String alternatives : new String[] {"oneOf", "anyOf", "allOf"}) {
            for (JsonNode alternative : schema.path(alternatives)) {
                JsonNode meant = alternative.has("$ref") ? referred(alternative) : alternative;
                properties(meant, type, depth + 1);
            }
        }
    }

    private void property(JsonNode property, ObjectNode word) {
        JsonNode one = property.has("items") ? property.path("items") : property;
        String description = property.path("description").asText();
        String type = one.path("$ref").asText();
        if (description.isEmpty() && !type.isEmpty()) {
            description = referred(one).path("description").asText();
        }
        if (!description.isEmpty()) {
            word.put("d", shortly(description));
        }
        if (!type.isEmpty()) {
            word.put("t", name(type));
        }
        if (property.has("items")) {
            word.put("a", 1);
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        property.path("enum").forEach(values::add);
        if (property.path("type").asText().equals("boolean")) {
            values.add("true").add("false");
        }
        if (!values.isEmpty()) {
            word.set("e", values);
        }
    }

    private JsonNode referred(JsonNode reference) {
        return definitions.path(reference.path("$ref").asText().replace(DEFINITIONS, ""));
    }

    private static String name(String reference) {
        return reference.replaceFirst(".*[./]", "");
    }

    private static String shortly(String description) {
        int sentence = description.indexOf(". ");
        String first = sentence < 0 ? description : description.substring(0, sentence + 1);
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "…";
    }
}
