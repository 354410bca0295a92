package dev.caravan.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.audit.AuditEntry.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares how something was with how it is, and leaves out what an audit log must not hold. */
final class Changes {

    private static final int LONGEST_TEXT = 4_000;
    private static final int LONGEST_VALUES = 64_000;
    private static final TextNode REDACTED = TextNode.valueOf("[redacted]");

    /** Fields whose values let somebody in somewhere. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passwd|psw|secret|token|authorization|credential|cookie).*|(.*_)?key");

    /** It says nothing but that something changed. */
    private static final Set<String> IDLE = Set.of("updated_at");

    /** Fields that tell nothing about anybody. */
    private static final Set<String> HARMLESS = Set.of(
            "id",
            "slug",
            "status",
            "enabled",
            "version",
            "revision",
            "verdict",
            "replayed",
            "created",
            "updated",
            "unchanged",
            "failed",
            "refused");

    private Changes() {}

    /**
     * What is kept of a change.
     *
     * @param before null: it was not there, or nobody knows
     * @param after null: it is not there any more, or the answer does not tell
     */
    static Change of(Kept kept, @Nullable JsonNode before, @Nullable JsonNode after) {
        ObjectNode was = before instanceof ObjectNode object ? object : null;
        ObjectNode is = after instanceof ObjectNode object ? object : null;
        List<String> fields = was == null || is == null ? List.of() : different(was, is);
        JsonNode left = keep(kept, was, is == null ? null : fields);
        JsonNode right = keep(kept, is, was == null ? null : fields);
        return new Change(fields, left, right);
    }

    private static List<String> different(ObjectNode was, ObjectNode is) {
        Set<String> names = new TreeSet<>();
        was.fieldNames().forEachRemaining(names::add);
        is.fieldNames().forEachRemaining(names::add);
        names.removeAll(IDLE);
        // An answer that does not tell of a field says nothing about it.
        names.removeIf(name -> !is.has(name) || is.get(name).equals(was.get(name)));
        return new ArrayList<>(names);
    }

    /** @param only these fields; null: all */
    private static @Nullable JsonNode keep(Kept kept, @Nullable ObjectNode object, @Nullable List<String> only) {
        if (object == null) {
            return null;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> {
            String name = field.getKey();
            boolean told = kept == Kept.VALUES
                    ? only == null || only.contains(name)
                    : HARMLESS.contains(name)
                            && field.getValue().isValueNode()
                            && (only == null || only.contains(name));
            if (told) {
                result.set(name, SECRET.matcher(name).matches() ? hidden(field.getValue()) : told(field.getValue()));
            }
        });
        return result.toString().length() > LONGEST_VALUES
                ? JsonNodeFactory.instance.objectNode().put("too_large", true)
                : result;
    }

    private static JsonNode hidden(JsonNode value) {
        return value.isNull() ? value : REDACTED;
    }

    private static JsonNode told(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(field -> copy.set(
                            field.getKey(),
                            SECRET.matcher(field.getKey()).matches()
                                    ? hidden(field.getValue())
                                    : told(field.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(item -> copy.add(told(item)));
            return copy;
        }
        return value.isTextual() && value.textValue().length() > LONGEST_TEXT
                ? TextNode.valueOf(value.textValue().substring(0, LONGEST_TEXT) + "… ("
                        + value.textValue().length() + " characters)")
                : value;
    }
}
