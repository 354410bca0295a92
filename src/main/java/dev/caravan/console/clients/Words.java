package dev.caravan.console.clients;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.Operations;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The tags and operators that forms offer: the newest ones; any other can be typed. */
@Component
public class Words {

    private static final int OFFERED = 200;

    private final Operations operations;

    Words(Operations operations) {
        this.operations = operations;
    }

    /** Gives a page {@code tags}, names, and {@code operators}, as the API lists them. */
    public void offer(Model model) {
        JsonNode tags = operations.call("listTags", Map.of("limit", OFFERED)).path("items");
        List<String> names = StreamSupport.stream(tags.spliterator(), false)
                .map(tag -> tag.path("name").asText())
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
        model.addAttribute("tags", names);
        model.addAttribute(
                "operators",
                operations.call("listOperators", Map.of("limit", OFFERED)).path("items"));
    }
}
