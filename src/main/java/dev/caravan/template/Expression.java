package dev.caravan.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A FreeMarker expression, as its parser prints it back, read for what {@link FreemarkerRules} has to know: what it
 * uses, and how much larger than its variables its value can get.
 */
final class Expression {

    /** Text built-ins search naively, and regular expressions cannot be interrupted: both get only short literals. */
    static final int MAX_LITERAL = 100;

    private static final int MAX_BUILT_INS = 50;
    private static final String MEMBER = "member.";

    private static final Set<String> ALLOWED = Set.of(
            ("abs blank_to_null boolean c c_lower_case c_upper_case cap_first capitalize ceiling chop_linebreak cn"
                            + " contains counter date date_if_unknown datetime datetime_if_unknown default double empty_to_null"
                            + " ends_with ensure_ends_with ensure_starts_with esc exists first float floor has_content has_next"
                            + " html index index_of int is_boolean is_collection is_date is_datetime is_enumerable is_even_item"
                            + " is_first is_hash is_infinite is_last is_nan is_number is_odd_item is_sequence is_string is_time"
                            + " iso iso_local iso_nz iso_utc item_cycle item_parity item_parity_cap join js_string json_string"
                            + " keep_after keep_after_last keep_before keep_before_last keys last last_index_of length long"
                            + " lower_abc lower_case markup_string max min no_esc number number_to_date number_to_datetime"
                            + " number_to_time remove_beginning remove_ending replace reverse round seq_contains seq_index_of"
                            + " seq_last_index_of size sort sort_by split starts_with string substring switch then time"
                            + " time_if_unknown trim trim_to_null truncate truncate_c truncate_w uncap_first upper_abc upper_case"
                            + " url url_path values word_list xhtml xml")
                    .split(" "));

    /** Those whose arguments have to be literals. */
    private static final Set<String> LITERAL_ARGUMENTS = Set.of(
            ("contains starts_with ends_with index_of last_index_of join remove_beginning remove_ending replace split"
                            + " ensure_starts_with ensure_ends_with keep_after keep_after_last keep_before"
                            + " keep_before_last")
                    .split(" "));

    /** Which argument, from 0, holds flags: {@code r} there makes a regular expression of the first one. */
    private static final Map<String, Integer> FLAGS = Map.of(
            "replace", 2, "split", 1, "keep_after", 1, "keep_after_last", 1, "keep_before", 1, "keep_before_last", 1);

    /** Each of these can double its own output: a backslash becomes two. */
    private static final Set<String> DOUBLING = Set.of("js_string", "json_string", "c", "cn");

    private static final Set<String> WORDS = Set.of("true", "false", "gt", "gte", "lt", "lte", "as", "in", "using");

    private static final Pattern TOKEN = Pattern.compile(
            "(?<string>\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+')"
                    + "|(?<number>\\d++(?:\\.\\d++)?)"
                    + "|(?<name>(?:[\\w$@[^\\x00-\\x7F]]|\\\\[-.:#])++)"
                    + "|(?<range>\\.\\.[*<!]?)|(?<exists>\\?\\?)|(?<lambda>->)|(?<other>\\S)",
            Pattern.DOTALL);

    private static final Pattern LITERAL =
            Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|\\d++)\\s*([,)])", Pattern.DOTALL);

    private static final Pattern INTERPOLATION = Pattern.compile("\\$\\{(?:([A-Za-z_]\\w*)(?:\\.\\w+)*!?})?");

    private final String text;
    private final Set<String> faults = new TreeSet<>();
    private final List<String> names = new ArrayList<>();
    private double growth = 1;
    private int builtIns;

    /** @param rangeAllowed whether the whole may be a range: {@code <#list 1..n as i>} */
    Expression(String text, boolean rangeAllowed) {
        this.text = text;
        scan(rangeAllowed);
        if (builtIns > MAX_BUILT_INS) {
            faults.add("more than " + MAX_BUILT_INS + " built-ins (?) in one expression");
        }
    }

    /** What it uses that no template may. */
    Set<String> faults() {
        return faults;
    }

    /** The sum of its variables' weights, times the growth of its built-ins. */
    double weight(Map<String, Double> weights) {
        double sum = 0;
        for (String name : names) {
            sum += weights.getOrDefault(name, 1.0);
        }
        return Math.max(1, sum) * growth;
    }

    private void scan(boolean rangeAllowed) {
        Matcher token = TOKEN.matcher(text);
        StringBuilder brackets = new StringBuilder();
        String before = "";
        while (token.find()) {
            String found = token.group();
            // "a[1]" and "a.b" hang on to "a"; " [1]" and " .now" stand for themselves
            boolean attached = isOperand(before) && !Character.isWhitespace(text.charAt(token.start() - 1));
            if (token.group("string") != null) {
                interpolations(found);
            } else if (token.group("lambda") != null) {
                faults.add("-> (a function) is not allowed");
            } else if (token.group("range") != null) {
                boolean slice = !brackets.isEmpty() && brackets.charAt(brackets.length() - 1) == 's';
                if (!slice && !(rangeAllowed && brackets.isEmpty())) {
                    faults.add("a range is allowed only in <#list 1..n as i> and to cut, as in name[0..3]");
                }
            } else if (token.group("name") != null) {
                name(found, before, token.end());
            } else if ("([{".contains(found)) {
                brackets.append(found.equals("[") && attached ? 's' : found.charAt(0));
            } else if (")]}".contains(found) && !brackets.isEmpty()) {
                brackets.setLength(brackets.length() - 1);
            }
            before = found.equals(".") && attached ? MEMBER : found;
        }
    }

    private static boolean isOperand(String token) {
        char last = token.isEmpty() ? ' ' : token.charAt(token.length() - 1);
        return Character.isLetterOrDigit(last) || ")]}\"'_$@".indexOf(last) >= 0;
    }

    private void name(String name, String before, int end) {
        switch (before) {
            case "?" -> builtIn(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), end);
            case MEMBER -> {}
            case "." -> {
                if (!name.equals("now")) {
                    faults.add("." + name + " is not allowed");
                }
            }
            default -> {
                if (!WORDS.contains(name)) {
                    names.add(name);
                }
            }
        }
    }

    private void builtIn(String name, int end) {
        if (!ALLOWED.contains(name)) {
            faults.add("?" + name + " is not allowed");
            return;
        }
        builtIns++;
        growth *= DOUBLING.contains(name) ? 2 : 1;
        if (LITERAL_ARGUMENTS.contains(name)) {
            List<String> literals = literals(end);
            if (literals == null || !plain(name, literals)) {
                faults.add("?" + name + " takes literal texts of at most " + MAX_LITERAL
                        + " characters, and no regular expression");
            } else if (name.equals("replace") && literals.size() > 1) {
                growth *= growth(literals.get(0).length(), literals.get(1).length());
            }
        }
    }

    private static boolean plain(String name, List<String> literals) {
        Integer flags = FLAGS.get(name);
        boolean regex =
                flags != null && literals.size() > flags && literals.get(flags).contains("r")
                        || name.startsWith("ensure_") && literals.size() > 1;
        return !regex && literals.stream().allMatch(literal -> literal.length() <= MAX_LITERAL);
    }

    private static double growth(int pattern, int replacement) {
        return pattern == 0 ? replacement + 1 : Math.max(1, replacement / (double) pattern);
    }

    /** The arguments in parentheses at a place; null if there are none, or one is not a literal. */
    private @Nullable List<String> literals(int at) {
        if (!text.startsWith("(", at)) {
            return null;
        }
        List<String> found = new ArrayList<>();
        Matcher literal = LITERAL.matcher(text);
        for (int next = at + 1; literal.region(next, text.length()).lookingAt(); next = literal.end()) {
            String value = literal.group(1);
            boolean quoted = !Character.isDigit(value.charAt(0));
            if (quoted && value.contains("${")) {
                return null;
            }
            found.add(quoted ? unescape(value) : value);
            if (literal.group(2).equals(")")) {
                return found;
            }
        }
        return null;
    }

    private static String unescape(String literal) {
        return literal.substring(1, literal.length() - 1).replaceAll("\\\\(x[0-9A-Fa-f]{1,4}|.)", "·");
    }

    /** <code>"Hello ${name}"</code> is an expression too; more than a name in it would have to be parsed again. */
    private void interpolations(String literal) {
        for (Matcher found = INTERPOLATION.matcher(literal); found.find(); ) {
            if (found.group(1) == null) {
                faults.add("inside a quoted text only ${name} is allowed: join other expressions with +");
            } else {
                names.add(found.group(1));
            }
        }
    }
}
