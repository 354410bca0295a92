package dev.caravan.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Pages of lists, newest first. */
final class Pages {

    private Pages() {}

    /** The items, and where the next page starts if this one is full. */
    static ObjectNode page(List<ObjectNode> items, int limit) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode shown = page.putArray("items");
        items.forEach(shown::add);
        return page.put(
                "next_cursor",
                items.size() < limit ? null : items.get(limit - 1).get("id").textValue());
    }
}
