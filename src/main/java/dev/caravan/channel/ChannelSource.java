package dev.caravan.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.caravan.delivery.Outside;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the YAML of a channel says of it: its own route, and those that it calls, by id. A route that was loaded from
 * something else than YAML, or whose file is gone, says nothing.
 */
record ChannelSource(String name, Map<String, JsonNode> routes) {

    private static final Logger log = LoggerFactory.getLogger(ChannelSource.class);
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String DIRECT = "direct:";

    /** What a message can have besides its text. */
    private static final List<String> PARTS = List.of("subject", "html");

    /** Beans that read all parts, which their routes do not show. */
    private static final Set<String> READ_ALL = Set.of("channelMessage", "mail");

    static ChannelSource of(String channel, CamelContext camel) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("channel-" + channel));
        while (!open.isEmpty()) {
            String id = open.remove();
            if (camel.getRoute(id) == null || found.containsKey(id)) {
                continue;
            }
            JsonNode route = read(camel.getRoute(id));
            found.put(id, route);
            uris(route)
                    .filter(uri -> uri.startsWith(DIRECT))
                    .map(camel::resolvePropertyPlaceholders)
                    .map(uri -> uri.substring(DIRECT.length()).split("\\?", 2)[0])
                    .forEach(open::add);
        }
        return new ChannelSource(channel, found);
    }

    private static JsonNode read(Route route) {
        Resource file = route.getSourceResource();
        if (file != null && file.exists()) {
            try (InputStream content = file.getInputStream()) {
                for (JsonNode item : YAML.readTree(content)) {
                    if (item.at("/route/id").asText().equals(route.getRouteId())) {
                        return item.at("/route/from/steps");
                    }
                }
            } catch (IOException e) {
                log.debug("What {} says cannot be read", route.getRouteId(), e);
            }
        }
        return MissingNode.getInstance();
    }

    /** What the steps of a route call. */
    private static Stream<String> uris(JsonNode steps) {
        return Stream.of("to", "toD")
                .flatMap(step -> steps.findValues(step).stream())
                .map(call -> call.isTextual() ? call.asText() : call.path("uri").asText());
    }

    /** The settings that its routes name, by name. */
    List<Setting> settings() {
        Map<String, Setting> byName = new java.util.TreeMap<>();
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
