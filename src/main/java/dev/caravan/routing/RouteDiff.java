package dev.caravan.routing;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between two sets of route files, as {@code diff -u} shows it. */
final class RouteDiff {

    private static final int CONTEXT_LINES = 3;

    private RouteDiff() {}

    /** Over all files; empty if nothing differs. */
    static String of(RouteFiles old, RouteFiles now) {
        StringBuilder diff = new StringBuilder();
        for (String path : now.changedSince(old)) {
            diff.append(diff(path, old.texts(), now.texts()));
        }
        return diff.toString();
    }

    private static String diff(String path, Map<String, String> old, Map<String, String> now) {
        List<String> before = lines(old.get(path));
        List<String> after = lines(now.get(path));
        return String.join(
                        "\n",
                        UnifiedDiffUtils.generateUnifiedDiff(
                                old.containsKey(path) ? "a/" + path : "/dev/null",
                                now.containsKey(path) ? "b/" + path : "/dev/null",
                                before,
                                DiffUtils.diff(before, after),
                                CONTEXT_LINES))
                + "\n";
    }

    private static List<String> lines(@Nullable String text) {
        return text == null ? List.of() : text.lines().toList();
    }
}
