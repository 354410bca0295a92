package dev.caravan.embedded;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.SystemUtils;

/**
 * Runs PostgreSQL's own programs.
 *
 * @param binaries the directory that holds {@code bin/}
 * @param output where the programs write; the last one's words are there
 */
record PostgresTools(Path binaries, Path output) {

    private static final long LIMIT_SECONDS = 120;

    /** Runs a program to its end and tells whether it succeeded. */
    boolean run(String program, List<String> arguments) throws IOException {
        return run(program, arguments, "");
    }

    /** The same, with text for its standard input. */
    boolean run(String program, List<String> arguments, String input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(program, arguments))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()));
        // A client's settings in the environment must not reach the server; its messages are read, so in English.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        Process process = builder.start();
        try (BufferedWriter stdin = process.outputWriter()) {
            stdin.write(input);
        } catch (IOException endedWithoutReading) {
            // then its exit code tells why
        }
        return succeeded(process);
    }

    private static boolean succeeded(Process process) throws IOException {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody, and still owns its files.
            command.addAll(List.of("unshare", "-U"));
        }
        String suffix = SystemUtils.IS_OS_WINDOWS ? ".exe" : "";
        command.add(binaries.resolve("bin").resolve(program + suffix).toString());
        command.addAll(arguments);
        return command;
    }

    /** The line of a log that says why PostgreSQL gave up. */
    static String reason(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "no reason given";
        }
        List<String> lines =
                Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.matches(".*(FATAL|PANIC|ERROR|error):.*"))
                .reduce((first, second) -> second)
                .or(() -> lines.stream().reduce((first, second) -> second))
                .orElse("no reason given")
                .replaceFirst("^.*(FATAL|PANIC|ERROR|error): *", "");
    }
}
