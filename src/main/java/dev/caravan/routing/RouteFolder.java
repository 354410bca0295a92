package dev.caravan.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The folder that {@code CARAVAN_ROUTES} names, as far as it concerns what the routes do. */
@Component
public class RouteFolder {

    static final String DESCRIPTION = "openapi.yaml";

    private static final List<String> ENDINGS = List.of(RouteFiles.ROUTES, ".test.yaml", ".sql");

    /** Which paths belong to it, for people to read. */
    static final String TAKEN =
            "names of letters, digits, '-', '_' and '.', with '/' between folders, that end in .camel.yaml,"
                    + " .test.yaml or .sql, or openapi.yaml";

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][\\w.-]*(/[A-Za-z0-9_][\\w.-]*){0,9}");

    private final Path root;

    RouteFolder(@Value("${caravan.routes}") Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * What it holds now. Hidden files and folders, and what editors leave beside a file, are none of it.
     *
     * @throws IOException if it cannot be read; a file that went away meanwhile is just not there
     */
    public RouteFiles read() throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Path file : files()) {
            try {
                texts.put(name(file), Files.readString(file));
            } catch (NoSuchFileException gone) {
                // saved by renaming: seen again with the next look
            }
        }
        return new RouteFiles(texts);
    }

    /** Whether a file of this path would be one of the routes'. */
    static boolean takes(String path) {
        return PATH.matcher(path).matches() && belongs(Path.of(path));
    }

    /** Whether edits can be written back. */
    boolean writable() {
        return Files.isWritable(root);
    }

    /** Something that differs whenever a file was saved, made or deleted. */
    String trace() throws IOException {
        StringBuilder trace = new StringBuilder();
        for (Path file : files()) {
            try {
                trace.append(file)
                        .append(Files.getLastModifiedTime(file).toMillis())
                        .append('/')
                        .append(Files.size(file))
                        .append('\n');
            } catch (NoSuchFileException gone) {
                trace.append(file).append("-\n");
            }
        }
        return trace.toString();
    }

    /** Writes back what differs, each file at once by renaming, and deletes what is not in it. */
    void write(RouteFiles files) throws IOException {
        for (String path : files.changedSince(read())) {
            Path file = root.resolve(path);
            String text = files.texts().get(path);
            if (text == null) {
                Files.deleteIfExists(file);
                continue;
            }
            Files.createDirectories(file.getParent());
            Path draft = Files.createTempFile(file.getParent(), ".", ".draft");
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(file -> belongs(root.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean belongs(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = file.toString();
        return name.equals(DESCRIPTION) || ENDINGS.stream().anyMatch(name::endsWith);
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
