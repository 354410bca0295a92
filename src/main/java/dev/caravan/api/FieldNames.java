package dev.caravan.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a dialect calls the canonical fields, so that an error names what its caller wrote. Declared where the dialect is
 * translated, as {@code canonical=dialect} pairs: {@code recipients[*].email=recipient_list[*]}.
 */
public final class FieldNames {

    public static final FieldNames CANONICAL = new FieldNames(Map.of());

    private final Map<Pattern, String> names;

    private FieldNames(Map<Pattern, String> names) {
        this.names = names;
    }

    /** Reads pairs separated by white space; null or blank is {@link #CANONICAL}. */
    public static FieldNames parse(@Nullable String pairs) {
        if (pairs == null || pairs.isBlank()) {
            return CANONICAL;
        }
        Map<Pattern, String> names = new LinkedHashMap<>();
        for (String pair : pairs.trim().split("\\s+")) {
            String[] sides = pair.split("=", 2);
            names.put(
                    Pattern.compile("\\Q" + sides[0].replace("[*]", "\\E\\[(\\d+)\\]\\Q") + "\\E"),
                    Matcher.quoteReplacement(sides[1]).replace("[*]", "[$1]"));
        }
        return new FieldNames(names);
    }

    /** The dialect's name of a canonical field, or the canonical one if it has none. */
    public String of(String canonical) {
        for (Map.Entry<Pattern, String> name : names.entrySet()) {
            Matcher matcher = name.getKey().matcher(canonical);
            if (matcher.matches()) {
                return matcher.replaceFirst(name.getValue());
            }
        }
        return canonical;
    }
}
