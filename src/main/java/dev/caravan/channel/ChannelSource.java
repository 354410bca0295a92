package dev.caravan.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.Outside;
import dev.caravan.routing.RunningRoutes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * What the YAML of a channel says of it: the steps of its own route, and of those that it calls, by name.
 */
record ChannelSource(String name, Map<String, JsonNode> routes) {

    private static final String DIRECT = "direct:";

    /** What a message can have besides its text. */
    private static final List<String> PARTS = List.of("subject", "html");

    /** Beans that read all parts, which their routes do not show. */
    private static final Set<String> READ_ALL = Set.of("channelMessage", "mail");

    static ChannelSource of(String channel, RunningRoutes running, CamelContext camel) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("channel-" + channel));
        while (!open.isEmpty()) {
            String name = open.remove();
            JsonNode route = running.content(name);
            if (route.isMissingNode() || found.containsKey(name)) {
                continue;
            }
            JsonNode steps = route.at("/from/steps");
            found.put(name, steps);
            uris(steps)
                    .filter(uri -> uri.startsWith(DIRECT))
                    .map(camel::resolvePropertyPlaceholders)
                    .map(uri -> uri.substring(DIRECT.length()).split("\\?", 2)[0])
                    .forEach(open::add);
        }
        return new ChannelSource(channel, found);
    }

    /** What the steps of a route call. */
    private static Stream<String> uris(JsonNode steps) {
        return Stream.of("to", "toD")
                .flatMap(step -> steps.findValues(step).stream())
                .map(call -> call.isTextual() ? call.asText() : call.path("uri").asText());
    }

    /** The settings that its routes name, by name. */
    List<Setting> settings() {
        Map<String, Setting> byName = new TreeMap<>();
        routes.values().stream()
                .flatMap(ChannelSource::texts)
                .flatMap(Setting::in)
                // Named twice, with and without a default: then it is required.
                .forEach(setting -> byName.merge(setting.name(), setting, (a, b) -> a.required() ? a : b));
        return List.copyOf(byName.values());
    }

    /** What it uses of a message: always the text, then {@code subject} and {@code html}, as far as its routes show. */
    List<String> parts() {
        Stream<String> rest = PARTS.stream()
                .filter(part -> routes.values().stream().anyMatch(steps -> readsAll(steps) || names(part, steps)));
        return Stream.concat(Stream.of("text"), rest).toList();
    }

    private static boolean readsAll(JsonNode steps) {
        return steps.findValues("bean").stream()
                .anyMatch(bean -> READ_ALL.contains(bean.path("ref").asText()));
    }

    private static boolean names(String part, JsonNode steps) {
        Pattern word = Pattern.compile("\\b" + part + "\\b");
        return texts(steps).anyMatch(text -> word.matcher(text).find());
    }

    /** The providers that its routes call, by the names that the breakers and limits go by. */
    Set<String> providers() {
        Set<String> providers = new TreeSet<>();
        for (JsonNode steps : routes.values()) {
            if (uris(steps).anyMatch(Outside::leads)) {
                providers.add(steps.findValues("setVariable").stream()
                        .filter(variable -> variable.path("name").asText().equals("provider"))
                        .map(variable -> variable.path("constant").asText())
                        .filter(constant -> !constant.isEmpty())
                        .findFirst()
                        .orElse(name));
            }
        }
        return providers;
    }

    /** Every text of a tree. */
    private static Stream<String> texts(JsonNode tree) {
        if (tree.isTextual()) {
            return Stream.of(tree.textValue());
        }
        Stream.Builder<Stream<String>> children = Stream.builder();
        tree.forEach(child -> children.add(texts(child)));
        return children.build().flatMap(each -> each);
    }
}
