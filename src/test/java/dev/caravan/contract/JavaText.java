package dev.caravan.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that an expression of Java may have, as far as its source tells: what it does not tell is {@link #VARIES}. */
final class JavaText {

    /** Stands for what is known at run time only. */
    static final String VARIES = "\u0001";

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern LISTED = Pattern.compile("(?:List|Optional)\\.of\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern IN_BRACKETS = Pattern.compile("\\((.*)\\)", Pattern.DOTALL);

    private final Map<String, String> constants;

    JavaText(Map<String, String> constants) {
        this.constants = constants;
    }

    /** The texts of expressions that are separated by commas, of each in all of its alternatives. */
    List<String> of(String expressions) {
        return split(expressions, ",").stream()
                .flatMap(each -> one(each).stream())
                .toList();
    }

    private List<String> one(String expression) {
        List<String> choices = split(expression, "?");
        if (choices.size() > 1) {
            String rest = expression.strip().substring(choices.get(0).strip().length() + 1);
            return split(rest, ":").stream().flatMap(each -> one(each).stream()).toList();
        }
        List<String> texts = List.of("");
        for (String part : split(expression, "+")) {
            List<String> longer = new ArrayList<>();
            for (String text : texts) {
                part(part.strip()).forEach(end -> longer.add(text + end));
            }
            texts = longer;
        }
        return texts;
    }

    private List<String> part(String part) {
        Matcher literal = LITERAL.matcher(part);
        if (literal.matches()) {
            return List.of(literal.group(1).translateEscapes());
        }
        Matcher listed = LISTED.matcher(part);
        Matcher bracketed = IN_BRACKETS.matcher(part);
        if (listed.matches() || bracketed.matches()) {
            return of(listed.matches() ? listed.group(1) : bracketed.group(1));
        }
        String constant = constants.get(part);
        return constant == null ? List.of(VARIES) : one(constant);
    }

    /** The source from here to a closing character of this expression, or to the end. */
    static String upTo(String source, int from, char end) {
        int depth = 0;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (depth == 0 && c == end) {
                return source.substring(from, i);
            }
            i = c == '"' || c == '\'' ? endOfQuoted(source, i) : i;
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
        }
        return source.substring(from);
    }

    private static List<String> split(String expression, String by) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from <= expression.length(); ) {
            String part = upTo(expression, from, by.charAt(0));
            parts.add(part);
            from += part.length() + 1;
        }
        return parts;
    }

    private static int endOfQuoted(String source, int start) {
        for (int i = start + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == source.charAt(start)) {
                return i;
            }
        }
        return source.length();
    }
}
