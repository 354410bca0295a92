package dev.caravan.template;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads the tags of a Mustache template to find faults with their line and column: the library knows only the line, and
 * takes an unclosed tag for text.
 */
final class MustacheTags {

    private final String source;
    private final Deque<Section> open = new ArrayDeque<>();
    private String opening = "{{";
    private String closing = "}}";

    private record Section(String name, int at) {}

    MustacheTags(String source) {
        this.source = source;
    }

    /** @throws TemplateError at the first fault */
    void check() {
        int at = 0;
        for (int tag = source.indexOf(opening); tag >= 0; tag = source.indexOf(opening, at)) {
            at = tag(tag);
        }
        if (!open.isEmpty()) {
            throw fault(open.peek().at(), "the section \"" + open.peek().name() + "\" is not closed");
        }
    }

    /** Checks the tag at a place, and returns the place behind it. */
    private int tag(int at) {
        int start = at + opening.length();
        boolean triple = opening.equals("{{") && closing.equals("}}") && source.startsWith("{", start);
        String end = triple ? "}}}" : closing;
        int close = source.indexOf(end, start);
        boolean comment = isComment(start);
        int next = source.indexOf(opening, start + (triple ? 1 : 0));
        if (close < 0 || !comment && next >= 0 && next < close) {
            throw fault(at, "the tag " + opening + " is not closed");
        }
        String tag = source.substring(start + (triple ? 1 : 0), close).strip();
        if (!comment) {
            named(at, triple ? "&" + tag : tag);
        }
        return close + end.length();
    }

    private boolean isComment(int start) {
        int at = start;
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        return source.startsWith("!", at);
    }

    private void named(int at, String tag) {
        if (tag.isEmpty()) {
            throw fault(at, "the tag is empty");
        }
        String name = tag.substring(1).strip();
        switch (tag.charAt(0)) {
            case '#', '^' -> {
                name(at, name);
                open.push(new Section(name, at));
            }
            case '/' -> close(at, name);
            case '>', '<', '$' -> throw fault(at, "partials and blocks are not allowed");
            case '=' -> delimiters(at, tag);
            case '&' -> name(at, name);
            default -> name(at, tag);
        }
    }

    private void close(int at, String name) {
        if (open.isEmpty()) {
            throw fault(at, "the section \"" + name + "\" was not opened");
        }
        String expected = open.pop().name();
        if (!expected.equals(name)) {
            throw fault(at, "the section \"" + expected + "\" has to be closed before \"" + name + "\"");
        }
    }

    private void delimiters(int at, String tag) {
        String[] both = tag.substring(1, Math.max(1, tag.length() - 1)).strip().split("\\s+");
        if (!tag.endsWith("=")
                || both.length != 2
                || both[0].length() > 2
                || both[1].length() > 2
                || both[0].isEmpty()) {
            throw fault(at, "delimiters are set like {{=<% %>=}}");
        }
        opening = both[0];
        closing = both[1];
    }

    private void name(int at, String name) {
        boolean dots = !name.equals(".") && (name.startsWith(".") || name.endsWith(".") || name.contains(".."));
        if (name.isEmpty() || dots || name.contains("\n") || name.contains("\r")) {
            throw fault(
                    at,
                    name.isEmpty()
                            ? "the tag has no name"
                            : "\"" + name.lines().findFirst().orElse("") + "\" is not a name");
        }
    }

    private TemplateError fault(int at, String text) {
        int lineStart = source.lastIndexOf('\n', at - 1) + 1;
        int line = 1
                + (int) source.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new TemplateError(line, at - lineStart + 1, text);
    }
}
