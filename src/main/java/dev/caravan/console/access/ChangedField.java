package dev.caravan.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One field of a change, as texts.
 *
 * @param before empty: it was not there, or is not told
 * @param after empty: it is not there any more, or is not told
 */
public record ChangedField(String name, String before, String after) {

    /** Those of an entry of the audit log: those that changed first, and what else is told. */
    static List<ChangedField> of(JsonNode entry) {
        JsonNode before = entry.path("before");
        JsonNode after = entry.path("after");
        Set<String> names = new LinkedHashSet<>();
        entry.path("fields").forEach(field -> names.add(field.asText()));
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        List<ChangedField> rows = new ArrayList<>();
        names.forEach(name -> rows.add(new ChangedField(name, text(before.path(name)), text(after.path(name)))));
        return rows;
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return value.isTextual()
                ? value.textValue()
                : value.isContainerNode() ? value.toPrettyString() : value.asText();
    }
}
