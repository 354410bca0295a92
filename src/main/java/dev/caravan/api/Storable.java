package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which text can be kept and sent: JSON can hold characters that neither Postgres nor UTF-8 can. */
public final class Storable {

    private Storable() {}

    /** What is wrong with a text; null if nothing is. */
    public static @Nullable String complaint(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "must not contain the character U+0000";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "must not contain half of a surrogate pair, such as U+D800";
            }
        }
        return null;
    }

    /** What is wrong with the texts and names in a tree; null if nothing is. */
    public static @Nullable String complaint(JsonNode tree) {
        if (tree.isTextual()) {
            return complaint(tree.textValue());
        }
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            String ofName = complaint(field.getKey());
            if (ofName != null) {
                return ofName;
            }
        }
        return tree.valueStream()
                .map(Storable::complaint)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
