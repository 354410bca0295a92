package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.routing.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds what happened to what a test expects. What it does not mention may be anything. */
final class Comparison {

    private static final int LONGEST = 300;

    /** Lists of which a test names some, in their order. */
    private static final Set<String> SOME = Set.of("calls", "routes");

    private final TestCase test;
    private final List<Finding> findings = new ArrayList<>();

    private Comparison(TestCase test) {
        this.test = test;
    }

    static List<Finding> of(TestCase test, JsonNode seen) {
        Comparison comparison = new Comparison(test);
        for (Map.Entry<String, JsonNode> expected : test.at("expect").properties()) {
            String key = expected.getKey();
            JsonNode found = seen.path(key);
            if (SOME.contains(key)) {
                comparison.some("/expect/" + key, key, expected.getValue(), found);
            } else if (key.equals("waits")) {
                comparison.waits(expected.getValue(), found);
            } else {
                comparison.compare("/expect/" + key, key, expected.getValue(), found);
            }
        }
        boolean failed = seen.has("fails") && !test.at("expect").has("fails");
        if (failed) {
            comparison.differs("", "nothing fails", seen.get("fails").asText());
        }
        return comparison.findings;
    }

    private void compare(String pointer, String name, JsonNode expected, JsonNode found) {
        if (expected.isObject()) {
            expected.properties()
                    .forEach(entry -> compare(
                            pointer + "/" + entry.getKey(),
                            name + "." + entry.getKey(),
                            entry.getValue(),
                            found.path(entry.getKey())));
            if (expected.isEmpty() && !found.isObject()) {
                differs(pointer, name + " {}", found.toString());
            }
        } else if (expected.isArray()) {
            if (!found.isArray() || found.size() != expected.size()) {
                differs(pointer, name + " of " + expected.size() + " entries", shown(found));
                return;
            }
            for (int i = 0; i < expected.size(); i++) {
                compare(pointer + "/" + i, name + "[" + i + "]", expected.get(i), found.get(i));
            }
        } else if (!same(expected, found)) {
            differs(pointer, name + " " + shown(expected), shown(found));
        }
    }

    private static boolean same(JsonNode expected, JsonNode found) {
        if (expected.isNull()) {
            return found.isNull() || found.isMissingNode();
        }
        String text = expected.asText();
        if (expected.isTextual() && text.length() > 1 && text.startsWith("/") && text.endsWith("/")) {
            String seen = found.isTextual() ? found.textValue() : found.toString();
            return Pattern.compile(text.substring(1, text.length() - 1), Pattern.DOTALL)
                    .matcher(seen)
                    .find();
        }
        if (expected.isNumber() && found.isNumber()) {
            return expected.decimalValue().compareTo(found.decimalValue()) == 0;
        }
        return found.isValueNode() && !found.isNull() && text.equals(found.asText());
    }

    private void some(String pointer, String name, JsonNode expected, JsonNode found) {
        int next = 0;
        for (JsonNode entry : expected) {
            int at = next;
            while (at < found.size() && !same(entry, found.get(at))) {
                at++;
            }
            if (at == found.size()) {
                differs(
                        pointer,
                        name + " with " + shown(entry) + (next > 0 ? " after what stands before it" : ""),
                        shown(found));
                return;
            }
            next = at + 1;
        }
        if (expected.isEmpty() && !found.isEmpty()) {
            differs(pointer, "no " + name, shown(found));
        }
    }

    /** Seconds; a pause may be up to a fifth longer, as pauses are. */
    private void waits(JsonNode expected, JsonNode found) {
        boolean fits = expected.size() == found.size();
        for (int i = 0; fits && i < expected.size(); i++) {
            double asked = expected.get(i).asDouble();
            double took = found.get(i).asDouble();
            fits = took >= asked && took <= asked * 1.2 + 1;
        }
        if (!fits) {
            differs("/expect/waits", "waits of about " + expected + " seconds", found.toString());
        }
    }

    private void differs(String pointer, String expected, String found) {
        findings.add(test.finding(
                pointer, "test '" + test.name() + "': expected " + expected + ", but there was " + found, null));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "none" : node.isTextual() ? "'" + node.textValue() + "'" : node.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
