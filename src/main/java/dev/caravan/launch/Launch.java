package dev.caravan.launch;

import dev.caravan.embedded.Home;
import dev.caravan.embedded.StartupFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts Caravan again in the same process, from the unpacked jar and with the JVM options that suit it. A class takes
 * several times longer to load from a jar within a jar, and the JVM's own defaults are for one that has the machine to
 * itself: together they double the time of a start and the memory.
 */
public final class Launch {

    private Launch() {}

    /**
     * Does not return if Caravan was started as {@code java -jar caravan.jar} and the process could be replaced. Returns,
     * and changes nothing, if it runs from unpacked classes, if an agent or debugger is attached to this JVM, or if the
     * home directory or the system does not allow it: then it runs as it was started.
     */
    public static void again(String[] args) {
        Optional<PackedJar> jar = PackedJar.running();
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
        if (jar.isEmpty() || given.stream().anyMatch(Launch::attaches)) {
            return;
        }
        try (Home home = Home.open(home(args))) {
            Path program = jar.get().unpack(home.path("program"));
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            if (Files.isExecutable(java)) {
                List<String> command = new ArrayList<>(List.of(java.toString()));
                command.addAll(JvmOptions.beside(given));
                command.add(ClassesAhead.option(program.resolveSibling("classes")));
                command.addAll(List.of("-cp", Components.beside(program.toString()), "dev.caravan.Caravan"));
                command.addAll(List.of(args));
                ThisProcess.become(command, home.path("program"));
            }
        } catch (IOException | StartupFailure cannot) {
            // As it was started, then. If the home directory is at fault, the start says so.
        }
    }

    private static boolean attaches(String option) {
        return option.startsWith("-agent") || option.startsWith("-javaagent") || option.startsWith("-Xrunjdwp");
    }

    /** As the application will read it, but for configuration files: where they name another home, both are used. */
    private static Path home(String[] args) {
        String argument = "--caravan.home=";
        for (String arg : args) {
            if (arg.startsWith(argument)) {
                return Path.of(arg.substring(argument.length()));
            }
        }
        String property = System.getProperty("caravan.home");
        String variable = System.getenv("CARAVAN_HOME");
        return Path.of(property != null ? property : variable != null && !variable.isBlank() ? variable : "./data");
    }
}
