package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a route file to the schema of Camel's YAML DSL, the one that comes with it and that editors use. Of the many ways in
 * which a step fails to be each of the things it could be, the innermost and plainest is told. One is made for each edit: it
 * is made in milliseconds, and grows to some 30 MB while it works.
 */
final class SchemaCheck {

    /** From the plainest word to the vaguest. */
    private static final List<String> PLAINEST =
            List.of("additionalProperties", "enum", "required", "maxProperties", "type");

    private final JsonSchema schema;
    private final JsonNode tree;

    SchemaCheck() {
        try (InputStream resource = SchemaCheck.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            tree = new ObjectMapper().readTree(resource);
            schema = JsonSchemaFactory.getInstance(VersionFlag.V4)
                    .getSchema(
                            tree,
                            SchemaValidatorsConfig.builder()
                                    .pathType(PathType.JSON_POINTER)
                                    .preloadJsonSchema(false)
                                    .build());
        } catch (IOException e) {
            throw new IllegalStateException("camel-yaml-dsl has no readable schema", e);
        }
    }

    List<Finding> check(RouteText text) {
        Map<String, List<ValidationMessage>> byPlace = new TreeMap<>();
        for (ValidationMessage message : schema.validate(text.tree())) {
            if (isPlaceholder(text, message)) {
                continue;
            }
            byPlace.computeIfAbsent(message.getInstanceLocation().toString(), p -> new ArrayList<>())
                    .add(message);
        }
        return byPlace.entrySet().stream()
                .filter(place -> byPlace.keySet().stream().noneMatch(other -> other.startsWith(place.getKey() + "/")))
                .map(place -> finding(text, place.getKey(), plainest(place.getValue())))
                .toList();
    }

    /** Camel takes a placeholder wherever the schema wants a number or a truth value. */
    private static boolean isPlaceholder(RouteText text, ValidationMessage message) {
        return message.getType().equals("type")
                && text.tree()
                        .at(message.getInstanceLocation().toString())
                        .asText()
                        .matches("\\{\\{.+}}|#.+");
    }

    private static ValidationMessage plainest(List<ValidationMessage> messages) {
        return messages.stream()
                .min(Comparator.comparingInt(message -> {
                    int rank = PLAINEST.indexOf(message.getType());
                    return rank < 0 ? PLAINEST.size() : rank;
                }))
                .orElseThrow();
    }

    private Finding finding(RouteText text, String pointer, ValidationMessage message) {
        String property = message.getProperty();
        if (message.getType().equals("additionalProperties") && property != null) {
            return text.at(pointer + "/" + property, "unknown key '" + property + "'", similar(property, message));
        }
        if (message.getType().equals("required") && property != null) {
            return text.at(pointer, "the key '" + property + "' is missing", null);
        }
        String said = message.getMessage();
        return text.at(pointer, said.substring(said.indexOf(": ") + 2), null);
    }

    /** The word that was probably meant, of those that may stand there. */
    private @Nullable String similar(String word, ValidationMessage message) {
        String rule = message.getSchemaLocation().getFragment().toString();
        List<String> known = new ArrayList<>();
        tree.at(rule.substring(0, rule.lastIndexOf('/')) + "/properties")
                .fieldNames()
                .forEachRemaining(known::add);
        return known.stream()
                .filter(other -> distance(other, word) <= Math.max(1, word.length() / 3))
                .min(Comparator.comparingInt(other -> distance(other, word)))
                .map(other -> "did you mean '" + other + "'?")
                .orElse(null);
    }

    /** Levenshtein's: how many letters are to be put in, left out or changed. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
