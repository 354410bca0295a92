package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML file as a tree that knows where everything stands, read by the library that Camel reads it with.
 *
 * @param places JSON pointer to the mark of what is there; of an entry, of its key
 */
public record RouteText(String file, JsonNode tree, Map<String, Mark> places) {

    /** Anything of a scalar kind in it, with its pointer. */
    public record Scalar(String pointer, String key, String text) {}

    /** @throws RefusedRoutes if it is no YAML, or nothing at all */
    public static RouteText parse(String file, String text) throws RefusedRoutes {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder()
                            .setLabel(file)
                            .setAllowDuplicateKeys(false)
                            .build())
                    .composeString(text);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            throw refused(file, mark, "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw refused(file, null, "not YAML: " + e.getMessage());
        }
        if (root.isEmpty()) {
            throw refused(file, null, "the file is empty");
        }
        RouteText parsed = new RouteText(file, JsonNodeFactory.instance.nullNode(), new HashMap<>());
        JsonNode tree = parsed.read(root.get(), "", root.get().getStartMark().orElse(null));
        return new RouteText(file, tree, parsed.places);
    }

    private static RefusedRoutes refused(String file, @Nullable Mark mark, String reason) {
        int line = mark == null ? 1 : mark.getLine() + 1;
        int column = mark == null ? 1 : mark.getColumn() + 1;
        String fix = reason.equals("the file is empty") ? "declare a route in it, or delete it" : null;
        return new RefusedRoutes(List.of(new Finding(file, line, column, reason, fix)));
    }

    /** The finding at a JSON pointer. */
    public Finding at(String pointer, String reason, @Nullable String fix) {
        String known = pointer;
        while (!places.containsKey(known) && !known.isEmpty()) {
            known = known.substring(0, known.lastIndexOf('/'));
        }
        Mark mark = places.get(known);
        return new Finding(
                file, mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, reason, fix);
    }

    /** All texts, numbers and so on below a pointer, in their order. */
    List<Scalar> scalars(String pointer) {
        List<Scalar> found = new ArrayList<>();
        collect(tree.at(pointer), pointer, "", found);
        return found;
    }

    private static void collect(JsonNode node, String pointer, String key, List<Scalar> found) {
        if (node.isValueNode()) {
            found.add(new Scalar(pointer, key, node.asText()));
        }
        node.properties()
                .forEach(entry ->
                        collect(entry.getValue(), pointer + "/" + escape(entry.getKey()), entry.getKey(), found));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), pointer + "/" + i, key, found);
        }
    }

    private JsonNode read(Node node, String pointer, @Nullable Mark mark) {
        if (mark != null) {
            places.put(pointer, mark);
        }
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (NodeTuple entry : mapping.getValue()) {
                String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                object.set(
                        key,
                        read(
                                entry.getValueNode(),
                                pointer + "/" + escape(key),
                                entry.getKeyNode().getStartMark().orElse(null)));
            }
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(read(
                        item, pointer + "/" + array.size(), item.getStartMark().orElse(null)));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private static JsonNode scalar(ScalarNode node) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return json.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return json.booleanNode(Boolean.parseBoolean(node.getValue()));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            try {
                return json.numberNode(new BigDecimal(node.getValue()));
            } catch (NumberFormatException hexadecimalOrNotANumber) {
                return json.textNode(node.getValue());
            }
        }
        return json.textNode(node.getValue());
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
