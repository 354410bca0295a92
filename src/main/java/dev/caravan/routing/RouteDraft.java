package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of some route files that are not live yet.
 *
 * @param changes path to the text that the file shall have; null: it shall go
 * @param base the revision that they were begun from; null: whichever runs
 */
public record RouteDraft(
        SortedMap<String, @Nullable String> changes,
        @Nullable Long base) {

    private static final Set<String> FIELDS = Set.of("files", "base", "level");
    private static final int LONGEST_PATH = 200;
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int MOST_FILES = 500;

    public RouteDraft {
        changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
    }

    /**
     * Reads {@code {"files": {path: text or null}, "base": revision}}.
     *
     * @throws Problem 400 naming all that cannot be a route file
     */
    public static RouteDraft read(JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be an object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(FIELDS);
        JsonNode files = fields.get("files");
        SortedMap<String, @Nullable String> changes = new TreeMap<>();
        if (files != null && (!files.isObject() || files.size() > MOST_FILES)) {
            fields.refuse("files", "must be an object of at most " + MOST_FILES + " texts by path");
        } else if (files != null) {
            Fields paths = fields.in(files, "files");
            for (Map.Entry<String, JsonNode> file : files.properties()) {
                String path = file.getKey();
                if (path.length() > LONGEST_PATH || !RouteFolder.takes(path)) {
                    paths.refuse(path, "is no path of a route file: " + RouteFolder.TAKEN);
                } else if (file.getValue().isNull()) {
                    changes.put(path, null);
                } else {
                    changes.put(path, paths.text(path, LONGEST_TEXT));
                }
            }
        }
        JsonNode base = fields.get("base");
        if (base != null && !base.canConvertToLong()) {
            fields.refuse("base", "must be the number of a revision");
        }
        fields.check(FieldNames.CANONICAL);
        return new RouteDraft(changes, base == null ? null : base.longValue());
    }

    /** What the files are with these changes. */
    public RouteFiles on(RouteFiles files) {
        SortedMap<String, String> texts = new TreeMap<>(files.texts());
        changes.forEach((path, text) -> {
            if (text == null) {
                texts.remove(path);
            } else {
                texts.put(path, text);
            }
        });
        return new RouteFiles(texts);
    }
}
