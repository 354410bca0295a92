package dev.caravan.console.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What differs between two versions of a template, part by part. */
public final class VersionDiff {

    private static final int AROUND = 3;

    /** A line of one part: {@code ins}, {@code del}, {@code same}, or {@code gap} for lines that are left out. */
    public record Line(String kind, String text) {}

    private VersionDiff() {}

    /** The parts that differ, each with its lines. */
    static Map<String, List<Line>> between(JsonNode before, JsonNode after) {
        Map<String, List<Line>> parts = new LinkedHashMap<>();
        for (String field : List.of("engine", "subject", "content")) {
            add(parts, field, before.path(field).asText(""), after.path(field).asText(""));
        }
        TreeSet<String> variants = new TreeSet<>();
        before.path("variants").fieldNames().forEachRemaining(variants::add);
        after.path("variants").fieldNames().forEachRemaining(variants::add);
        for (String name : variants) {
            add(
                    parts,
                    name,
                    before.path("variants").path(name).asText(""),
                    after.path("variants").path(name).asText(""));
        }
        return parts;
    }

    private static void add(Map<String, List<Line>> parts, String name, String before, String after) {
        if (!before.equals(after)) {
            parts.put(name, lines(split(before), split(after)));
        }
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    }

    private static List<Line> lines(List<String> before, List<String> after) {
        Patch<String> patch = DiffUtils.diff(before, after);
        List<Line> lines = new ArrayList<>();
        int at = 0;
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            same(lines, before, at, delta.getSource().getPosition(), at > 0, true);
            delta.getSource().getLines().forEach(text -> lines.add(new Line("del", text)));
            delta.getTarget().getLines().forEach(text -> lines.add(new Line("ins", text)));
            at = delta.getSource().getPosition() + delta.getSource().size();
        }
        same(lines, before, at, before.size(), true, false);
        return lines;
    }

    /** Lines that did not change, of which those near a change are shown. */
    private static void same(List<Line> lines, List<String> all, int from, int to, boolean after, boolean ahead) {
        int head = after ? Math.min(to, from + AROUND) : from;
        int tail = ahead ? Math.max(head, to - AROUND) : to;
        all.subList(from, head).forEach(text -> lines.add(new Line("same", text)));
        if (ahead ? tail > head : to > head) {
            lines.add(new Line("gap", "…"));
        }
        if (ahead) {
            all.subList(tail, to).forEach(text -> lines.add(new Line("same", text)));
        }
    }
}
