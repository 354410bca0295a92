package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The parameters that openapi.yaml declares: the only headers and query parameters of a caller that reach a route. */
final class ApiParameters {

    private ApiParameters() {}

    /** Names of all query and header parameters, in lower case. */
    static Set<String> of(JsonNode description) {
        Set<String> names = new HashSet<>();
        collect(description, names);
        return names;
    }

    private static void collect(JsonNode node, Set<String> names) {
        String in = node.path("in").asText();
        if (node.path("name").isTextual() && (in.equals("query") || in.equals("header"))) {
            names.add(node.get("name").textValue().toLowerCase(Locale.ROOT));
        }
        node.forEach(child -> collect(child, names));
    }
}
