package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Routes looked at from a shell: no server, no database, no broker. */
class RoutesCommandTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... args) {
        return new RoutesCommand(new PrintStream(out, true, StandardCharsets.UTF_8)).run(List.of(args));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTestThatFailsIsToldWithItsPlace() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        Path tests = folder.resolve("tests/channels.test.yaml");
        Files.writeString(tests, Files.readString(tests).replace("text: Hi Ann", "text: Hi Bob"));

        assertThat(run("test", folder.toString())).isEqualTo(1);
        assertThat(said())
                .contains("  FAILED  a mail that the server takes is sent")
                .containsPattern("tests/channels.test.yaml:12:5: .*expected text 'Hi Bob', but there was 'Hi Ann'")
                .contains(", 1 failed.");
    }

    @Test
    void aRouteThatCannotRunIsToldWithItsPlace() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        Path email = folder.resolve("channels/email.camel.yaml");
        Files.writeString(email, Files.readString(email).replace("ref: mail", "ref: mial"));

        assertThat(run("check", folder.toString())).isEqualTo(1);
        assertThat(said()).contains("channels/email.camel.yaml:18:13: there is no bean 'mial'");
    }

    @Test
    void whatIsNotUnderstoodIsAnsweredWithTheUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("tset")).isEqualTo(2);
        assertThat(run("check", folder.toString())).isEqualTo(2);
        assertThat(said()).contains("routes explain <request.json>").contains("it has no openapi.yaml");
    }
}
