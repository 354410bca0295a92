package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * {@code openapi.yaml} of the routes, as it is now: a change of the file is seen within a second, and one that cannot
 * be read is logged and leaves the last good one in force.
 */
@Component
public class ApiDescription {

    private static final Logger LOG = LoggerFactory.getLogger(ApiDescription.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Path file;
    private final ObjectMapper json;
    private final Clock clock;
    private volatile Loaded loaded;
    private volatile Instant lookAgain;

    /** @throws IllegalStateException if the file is missing or cannot be read: nothing could be served without it */
    public ApiDescription(@Value("${caravan.routes}") Path routes, ObjectMapper json, Clock clock) {
        this.file = routes.resolve("openapi.yaml");
        this.json = json;
        this.clock = clock;
        this.lookAgain = clock.instant().plus(LOOK_EVERY);
        try {
            this.loaded = load();
        } catch (IOException e) {
            throw new IllegalStateException("CARAVAN_ROUTES must name the folder of the route files: "
                    + file.toAbsolutePath() + " cannot be read");
        }
    }

    /** The description as it was written. */
    public String yaml() {
        return current().yaml();
    }

    /** The description as JSON. */
    public String json() {
        return current().json();
    }

    /** What the description says about this path; empty if it does not know it. */
    public Optional<DescribedPath> find(String path) {
        return current().paths().find(path);
    }

    /** The path that this one leads to: itself, unless it is another word for one that is described ({@code x-also}). */
    String canonical(String path) {
        return current().paths().canonical(path);
    }

    /** Whether the path is below one that the description knows, without being known itself. */
    boolean leadsNowhere(String path) {
        return current().paths().leadsNowhere(path);
    }

    private Loaded current() {
        Instant now = clock.instant();
        if (now.isBefore(lookAgain)) {
            return loaded;
        }
        lookAgain = now.plus(LOOK_EVERY);
        try {
            if (!Files.getLastModifiedTime(file).equals(loaded.modified())) {
                loaded = load();
                LOG.info("Read {} again", file);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, the last good one stays in force: {}", file, e.getMessage());
        }
        return loaded;
    }

    private Loaded load() throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        String yaml = Files.readString(file);
        JsonNode tree = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        return new Loaded(yaml, json.writeValueAsString(tree), DescribedPaths.of(tree), modified);
    }

    private record Loaded(String yaml, String json, DescribedPaths paths, FileTime modified) {}
}
