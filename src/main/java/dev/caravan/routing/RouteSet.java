package dev.caravan.routing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Route files, read.
 *
 * @param texts by path
 */
record RouteSet(RouteFiles files, Map<String, RouteText> texts) {

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

    /** @throws RefusedRoutes telling of every file that is no YAML */
    static RouteSet read(RouteFiles files) throws RefusedRoutes {
        Map<String, RouteText> texts = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        files.routes().forEach((path, text) -> {
            try {
                texts.put(path, RouteText.parse(path, text));
            } catch (RefusedRoutes e) {
                findings.addAll(e.findings());
            }
        });
        if (!findings.isEmpty()) {
            throw new RefusedRoutes(findings);
        }
        return new RouteSet(files, texts);
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
