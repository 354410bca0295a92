package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Route files, read.
 *
 * @param texts by path, of the files that declare routes or error policies
 * @param description of the API; null: there is none
 */
record RouteSet(
        RouteFiles files,
        Map<String, RouteText> texts,
        @Nullable RouteText description) {

    static final RouteSet NONE = new RouteSet(RouteFiles.NONE, Map.of(), null);

    /** One declaration of a file: {@code route}, {@code routeConfiguration}, {@code rest} and so on. */
    record Declaration(RouteText text, String pointer, String kind, JsonNode content) {

        String id() {
            return content.path("id").asText();
        }

        Finding at(String below, String reason, @Nullable String fix) {
            return text.at(pointer + below, reason, fix);
        }

        /** The file's name without its ending. */
        String stem() {
            String file = text.file();
            return file.substring(file.lastIndexOf('/') + 1).replace(RouteFiles.ROUTES, "");
        }
    }

    /**
     * Reads the files.
     *
     * @param known what was read before: what did not change is taken from there
     * @throws RefusedRoutes telling of every file that is no YAML
     */
    static RouteSet read(RouteFiles files, RouteSet known) throws RefusedRoutes {
        Map<String, RouteText> texts = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        Set<String> changed = files.changedSince(known.files);
        files.routes().forEach((path, text) -> {
            try {
                texts.put(path, changed.contains(path) ? RouteText.parse(path, text) : known.texts.get(path));
            } catch (RefusedRoutes e) {
                findings.addAll(e.findings());
            }
        });
        RouteText description = known.description;
        String path = RouteFolder.DESCRIPTION;
        try {
            if (!files.texts().containsKey(path)) {
                description = null;
            } else if (changed.contains(path)) {
                description = RouteText.parse(path, files.texts().get(path));
            }
        } catch (RefusedRoutes e) {
            findings.addAll(e.findings());
        }
        if (!findings.isEmpty()) {
            throw new RefusedRoutes(findings);
        }
        return new RouteSet(files, texts, description);
    }

    /** Names of the routes that differ from those before, of both sets, or that depend on something that does. */
    Set<String> touchedSince(RouteSet before) {
        Set<String> affected = affectedSince(before);
        return Stream.concat(before.routes(), routes())
                .filter(route -> affected.contains(route.text().file()))
                .map(Declaration::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Files with routes that differ from those before, or that depend on something that does. */
    Set<String> affectedSince(RouteSet before) {
        Set<String> changed = files.changedSince(before.files);
        Set<String> affected = new TreeSet<>(changed);
        files.routes().forEach((path, text) -> {
            boolean statement = changed.stream().anyMatch(file -> file.endsWith(".sql") && text.contains(file));
            boolean operations = changed.contains(RouteFolder.DESCRIPTION) && text.contains(RouteFolder.DESCRIPTION);
            if (statement || operations) {
                affected.add(path);
            }
        });
        Set<String> policies = changedPolicies(before);
        routes().filter(route -> policies.contains("")
                        || policies.contains(
                                route.content().path("routeConfigurationId").asText()))
                .forEach(route -> affected.add(route.text().file()));
        return affected;
    }

    /** Ids of the error policies that differ; empty for the nameless one, which holds for every route. */
    Set<String> changedPolicies(RouteSet before) {
        Map<String, JsonNode> old = before.policies();
        Map<String, JsonNode> now = policies();
        Set<String> changed = new TreeSet<>(old.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(id -> Objects.equals(old.get(id), now.get(id)));
        return changed;
    }

    private Map<String, JsonNode> policies() {
        return declarations().stream()
                .filter(declared -> declared.kind().equals("routeConfiguration"))
                .collect(Collectors.toMap(Declaration::id, Declaration::content, (one, other) -> other));
    }

    List<Declaration> declarations() {
        List<Declaration> all = new ArrayList<>();
        for (RouteText text : texts.values()) {
            for (int i = 0; i < text.tree().size(); i++) {
                JsonNode item = text.tree().get(i);
                for (Map.Entry<String, JsonNode> entry : item.properties()) {
                    all.add(new Declaration(text, "/" + i + "/" + entry.getKey(), entry.getKey(), entry.getValue()));
                }
            }
        }
        return all;
    }

    Stream<Declaration> routes() {
        return declarations().stream().filter(declared -> declared.kind().equals("route"));
    }
}
