package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.Caravan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With processes of their own, ended as operators and the kernel end them. */
@DisabledOnOs(OS.WINDOWS)
class KilledProcessTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path used;

    @TempDir
    Path empty;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        processes.forEach(Process::destroyForcibly);
        for (Path home : List.of(used, empty)) {
            Orphans.kill(home.toRealPath().resolve("postgres"));
        }
    }

    @Test
    void theDatabaseThatAKilledProcessLeavesBehindIsTakenOver() throws Exception {
        Process killed = start(used);
        awaitReady(killed);
        assertThat(secondCaravanOn(used))
                .isEqualTo("caravan cannot start: another Caravan is using the home directory " + used.toRealPath()
                        + "; stop it, or set CARAVAN_HOME to another directory\n");

        killed.destroyForcibly().waitFor();
        ProcessHandle orphan = server(used);
        assertThat(runs(orphan)).isTrue();

        try (var context = StoresOnly.start(used)) {
            context.getBean(DataSource.class).getConnection().close();
            assertThat(runs(orphan)).isFalse();
        }
    }

    @Test
    void aTerminatedProcessLeavesNothingBehind() throws Exception {
        Process terminated = start(used);
        awaitReady(terminated);
        ProcessHandle server = server(used);

        terminated.destroy();

        assertThat(terminated.waitFor()).isEqualTo(128 + 15);
        assertThat(runs(server)).isFalse();
        assertThat(used.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void aProcessKilledWhileItMadeTheDatabaseDoesNotHinderTheNext() throws Exception {
        Process killed = start(empty);
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.exists(empty.resolve("postgres.new/base")));
        killed.destroyForcibly().waitFor();
        assertThat(empty.resolve("postgres")).doesNotExist();

        try (var context = StoresOnly.start(empty)) {
            context.getBean(DataSource.class).getConnection().close();
        }
    }

    private Process start(Path home) throws IOException {
        Process process = java(List.of(StoresOnly.class.getName(), home.toString()))
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private static void awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
            assertThat(line).as("output ended after %s", lines).isNotNull();
            lines.add(line);
        }
    }

    /** What the real program says on standard error, before it ends with exit code 1. */
    private String secondCaravanOn(Path home) throws Exception {
        Path errors = empty.resolve("errors");
        Process second = java(List.of(Caravan.class.getName(), "--caravan.home=" + home))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile())
                .start();
        processes.add(second);
        assertThat(second.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        return Files.readString(errors);
    }

    private static ProcessBuilder java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static ProcessHandle server(Path home) throws IOException {
        String pid = Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    // A process that has ended is still "alive" until its parent, here the system's first process, has noticed.
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().arguments().isPresent();
    }
}
