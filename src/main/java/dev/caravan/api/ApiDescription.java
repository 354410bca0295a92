package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** {@code openapi.yaml} of the routes, as it is in force: an edit of the file goes live with the routes that serve it. */
@Component
public class ApiDescription {

    private volatile Loaded loaded;

    /** @throws IllegalStateException if the file is missing or cannot be read: nothing could be served without it */
    public ApiDescription(@Value("${caravan.routes}") Path routes) {
        Path file = routes.resolve("openapi.yaml");
        try {
            this.loaded = load(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("CARAVAN_ROUTES must name the folder of the route files: "
                    + file.toAbsolutePath() + " cannot be read");
        }
    }

    /** The description as it was written. */
    public String yaml() {
        return loaded.yaml();
    }

    /** The description as JSON. */
    public String json() {
        return loaded.json();
    }

    /** What the description says about this path; empty if it does not know it. */
    public Optional<DescribedPath> find(String path) {
        return loaded.paths().find(path);
    }

    /** The scope that an operation needs ({@code x-scope}); empty if the description does not know the operation. */
    public Optional<String> scope(String operationId) {
        return operation(operationId).map(named -> named.operation().scope());
    }

    /** The operation of this id; empty if the description does not know it. */
    public Optional<NamedOperation> operation(String operationId) {
        return loaded.paths().operation(operationId);
    }

    /** The path that this one leads to: itself, unless it is another word for one that is described ({@code x-also}). */
    String canonical(String path) {
        return loaded.paths().canonical(path);
    }

    /** Whether the path is below one that the description knows, without being known itself. */
    boolean leadsNowhere(String path) {
        return loaded.paths().leadsNowhere(path);
    }

    /** Whether a query or header parameter of this name, in lower case, is declared anywhere in it. */
    public boolean declares(String parameter) {
        return loaded.parameters().contains(parameter);
    }

    /**
     * Takes another text into force.
     *
     * @throws IllegalArgumentException if it is not an API description; the one before stays
     */
    public void use(String yaml) {
        if (!yaml.equals(loaded.yaml())) {
            loaded = load(yaml);
        }
    }

    /** @throws IllegalArgumentException if this is not an API description */
    public static void check(JsonNode tree) {
        DescribedPaths.of(tree);
    }

    private Loaded load(String yaml) {
        JsonNode tree = read(yaml);
        return new Loaded(yaml, tree.toString(), DescribedPaths.of(tree), ApiParameters.of(tree));
    }

    private static JsonNode read(String yaml) {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private record Loaded(String yaml, String json, DescribedPaths paths, Set<String> parameters) {}
}
