package dev.caravan.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operation, and where it stands in the API description.
 *
 * @param method as in a request, {@code PATCH}
 * @param path with its variables in braces
 * @param shownBy the operation that shows what this one changes: GET of the same thing; null if there is none
 * @param item the variable by which things are found that this one makes; null if it makes none
 */
public record NamedOperation(
        String method,
        String path,
        DescribedPath.Operation operation,
        @Nullable String shownBy,
        @Nullable String item) {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    /** The path of what it is about, without the word for what is done to it: up to the last variable, if there is one. */
    public String thing() {
        int end = path.lastIndexOf('}');
        return end < 0 ? path : path.substring(0, end + 1);
    }

    /** The names of the variables of its path. */
    public List<String> variables() {
        List<String> names = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
