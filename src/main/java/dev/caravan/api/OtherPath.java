package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Another path for one that the API description knows ({@code x-also}), with the same variables.
 */
record OtherPath(List<String> segments, String target) {

    /** Those that the description names, the most literal first. */
    static List<OtherPath> among(JsonNode paths) {
        List<OtherPath> others = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .path("x-also")
                        .forEach(also ->
                                others.add(new OtherPath(List.of(also.asText().split("/", -1)), path.getKey()))));
        others.sort(Comparator.comparing(other ->
                other.segments().stream().filter(s -> s.startsWith("{")).count()));
        return others;
    }

    /** The described path that these segments lead to; empty if they are not this one's. */
    Optional<String> leadsTo(String[] path) {
        if (path.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < path.length; i++) {
            if (segments.get(i).startsWith("{")) {
                variables.put(segments.get(i), path[i]);
            } else if (!segments.get(i).equals(path[i])) {
                return Optional.empty();
            }
        }
        String led = target;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            led = led.replace(variable.getKey(), variable.getValue());
        }
        return Optional.of(led);
    }
}
