package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Routes looked at from a shell: no server, no database, no broker. */
class RoutesCommandTest {

    @TempDir
    Path folder;

    private String said = "";

    /** In a process of its own: it sets up the logging of a whole JVM. */
    private int run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.caravan.Caravan",
                "routes"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        said += new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    @Test
    void aTestThatFailsIsToldWithItsPlace() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        Path tests = folder.resolve("tests/channels.test.yaml");
        Files.writeString(tests, Files.readString(tests).replace("text: Hi Ann", "text: Hi Bob"));

        assertThat(run("test", folder.toString())).isEqualTo(1);
        assertThat(said)
                .contains("  FAILED  a mail that the server takes is sent")
                .containsPattern("tests/channels.test.yaml:12:5: .*expected text 'Hi Bob', but there was 'Hi Ann'")
                .contains(", 1 failed.");
    }

    @Test
    void aRouteThatCannotRunIsToldWithItsPlace() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        Path email = folder.resolve("channels/email.camel.yaml");
        Files.writeString(email, Files.readString(email).replace("ref: mail", "ref: mial"));

        assertThat(run("check", folder.toString())).isEqualTo(1);
        assertThat(said).contains("channels/email.camel.yaml:15:13: there is no bean 'mial'");
    }

    @Test
    void whatIsNotUnderstoodIsAnsweredWithTheUsage() throws Exception {
        assertThat(run()).isEqualTo(2);
        assertThat(run("tset")).isEqualTo(2);
        assertThat(run("check", folder.toString())).isEqualTo(2);
        assertThat(said).contains("routes explain <request.json>").contains("it has no openapi.yaml");
    }
}
