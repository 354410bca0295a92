package dev.caravan.routing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the folder of the routes held at one moment.
 *
 * @param texts by path within the folder, with {@code /}
 */
public record RouteFiles(SortedMap<String, String> texts) {

    /** How the files end that declare routes or error policies. */
    public static final String ROUTES = ".camel.yaml";

    static final RouteFiles NONE = new RouteFiles(Collections.emptySortedMap());

    public RouteFiles {
        texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    }

    /** The files that declare routes or error policies. */
    public Map<String, String> routes() {
        SortedMap<String, String> routes = new TreeMap<>(texts);
        routes.keySet().removeIf(path -> !path.endsWith(ROUTES));
        return routes;
    }

    /** Paths that differ: changed, new or gone. */
    Set<String> changedSince(RouteFiles earlier) {
        Set<String> paths = new TreeSet<>(texts.keySet());
        paths.addAll(earlier.texts.keySet());
        paths.removeIf(path -> Objects.equals(texts.get(path), earlier.texts.get(path)));
        return paths;
    }

    /** The same for the same texts under the same names, and for nothing else. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            texts.forEach((path, text) -> {
                digest.update((path + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
