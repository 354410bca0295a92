package dev.caravan.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.lang3.SystemUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends PostgreSQL processes on a data directory. Only for who holds the home's lock: then any such process is its own,
 * or was left by a JVM that was killed.
 */
final class Orphans {

    private static final Logger log = LoggerFactory.getLogger(Orphans.class);

    private Orphans() {}

    /** Stops the server on this data directory, if one runs, and waits until it has ended. */
    static void stop(PostgresTools tools, Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        if (server(pidFile, data).isEmpty()) {
            // After a restart of the machine or container the number can be another program's: PostgreSQL would then
            // refuse to start, and pg_ctl would stop that program.
            Files.deleteIfExists(pidFile);
        } else if (!stop(tools, data, "fast") && !stop(tools, data, "immediate")) {
            log.warn("The PostgreSQL on {} does not stop: {}", data, PostgresTools.reason(tools.output()));
        }
    }

    private static boolean stop(PostgresTools tools, Path data, String mode) throws IOException {
        return tools.run("pg_ctl", List.of("stop", "-w", "-s", "-t", "20", "-m", mode, "-D", data.toString()));
    }

    private static Optional<ProcessHandle> server(Path pidFile, Path data) throws IOException {
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(line -> Long.parseLong(line.strip()))
                .flatMap(ProcessHandle::of)
                .filter(process -> worksOn(process, data));
    }

    /** Kills whatever was started for this directory. */
    static void kill(Path directory) {
        if (Files.exists(directory)) {
            ProcessHandle.allProcesses()
                    .filter(process -> worksOn(process, directory))
                    .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                    .toList()
                    .forEach(Orphans::kill);
        }
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    }

    private static boolean worksOn(ProcessHandle process, Path directory) {
        if (SystemUtils.IS_OS_WINDOWS) { // which does not show a process's arguments
            return process.info().command().orElse("").endsWith("postgres.exe");
        }
        return process.info().arguments().stream()
                .flatMap(Arrays::stream)
                .anyMatch(argument -> argument.equals(directory.toString()) || argument.endsWith("=" + directory));
    }
}
