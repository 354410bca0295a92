package dev.caravan.launch;

import dev.caravan.embedded.StartupFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The folder of jars that join the class path: Camel components that are not in Caravan's jar, and what they need. It is
 * {@code CARAVAN_LIB}, or {@code lib} in the working directory, and is read when the JVM starts; the jar's Loader-Path names
 * it as well, for a start without {@link Launch}.
 */
@Component
class Components {

    private static final Logger log = LoggerFactory.getLogger("caravan");
    private static final String VARIABLE = "CARAVAN_LIB";
    private static final String DEFAULT = "lib";

    /** @throws StartupFailure if the folder was named and is none: what was dropped into it would be missed later */
    Components(@Value("${" + VARIABLE + ":}") String named) {
        Path folder = Path.of(named.isBlank() ? DEFAULT : named);
        if (Files.isDirectory(folder)) {
            List<String> jars = jars(folder);
            if (!jars.isEmpty()) {
                log.info("From {}: {}", folder, String.join(", ", jars));
            }
        } else if (!named.isBlank()) {
            throw new StartupFailure(
                    VARIABLE + " must name a folder with jars of Camel components; " + named + " is none");
        }
    }

    private static List<String> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartupFailure(VARIABLE + " must name a folder that can be read: " + folder, e);
        }
    }

    /** A class path of the program, before all else, and of the jars in the folder. */
    static String beside(String program) {
        return beside(program, System.getenv(VARIABLE));
    }

    static String beside(String program, @Nullable String named) {
        // The JVM itself expands the star.
        return program + File.pathSeparator + (named == null || named.isBlank() ? DEFAULT : named) + "/*";
    }
}
