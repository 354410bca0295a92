package dev.caravan.console.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guess at what a template is rendered with, so that its preview shows something: every name that it uses, as a value. */
final class SampleContext {

    private static final String PATH = "([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)";
    private static final Pattern FREEMARKER = Pattern.compile("\\$\\{\\s*" + PATH);
    private static final Pattern LIST = Pattern.compile("<#list\\s+" + PATH + "\\s+as\\s+(\\w+)");
    private static final Pattern MUSTACHE = Pattern.compile("\\{\\{\\{?&?\\s*" + PATH + "\\s*}");
    private static final Pattern SECTION = Pattern.compile("\\{\\{#\\s*" + PATH + "\\s*}");

    private final ObjectNode context = JsonNodeFactory.instance.objectNode();
    private final Set<String> inner = new HashSet<>();

    private SampleContext() {}

    /** @param template as the API shows it */
    static ObjectNode of(JsonNode template) {
        SampleContext sample = new SampleContext();
        List<String> texts = new ArrayList<>();
        texts.add(template.path("subject").asText(""));
        texts.add(template.path("content").asText(""));
        template.path("variants").forEach(variant -> texts.add(variant.asText("")));
        String all = String.join("\n", texts);
        sample.lists(all);
        String engine = template.path("engine").asText();
        boolean mustache = engine.isEmpty() ? all.contains("{{") : engine.equals("mustache");
        sample.names(all, mustache ? MUSTACHE : FREEMARKER);
        return sample.context;
    }

    private void lists(String text) {
        for (Matcher list = LIST.matcher(text); list.find(); ) {
            inner.add(list.group(2));
            put(list.group(1), items());
        }
        for (Matcher section = SECTION.matcher(text); section.find(); ) {
            put(section.group(1), JsonNodeFactory.instance.booleanNode(true));
        }
    }

    private void names(String text, Pattern pattern) {
        for (Matcher name = pattern.matcher(text); name.find(); ) {
            String path = name.group(1);
            if (!inner.contains(path.split("\\.")[0])) {
                put(path, JsonNodeFactory.instance.textNode(path.substring(path.lastIndexOf('.') + 1)));
            }
        }
    }

    private void put(String path, JsonNode value) {
        ObjectNode at = context;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            if (at.has(names[i]) && !at.get(names[i]).isObject()) {
                return;
            }
            at = at.withObjectProperty(names[i]);
        }
        if (!at.has(names[names.length - 1])) {
            at.set(names[names.length - 1], value);
        }
    }

    private static JsonNode items() {
        return JsonNodeFactory.instance.arrayNode().add("one").add("two");
    }
}
