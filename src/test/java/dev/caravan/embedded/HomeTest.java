package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    Path temporary;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyElseCanReadTheHomeOrItsSecrets() throws Exception {
        try (Home home = Home.open(temporary.resolve("not/there/yet"))) {
            home.secret("one");

            assertThat(permissions(home.path())).isEqualTo("rwx------");
            assertThat(permissions(home.path("secrets"))).isEqualTo("rwx------");
            assertThat(permissions(home.secretFile("one"))).isEqualTo("rw-------");
        }
    }

    @Test
    void aSecretStaysTheSameAndIsUnlikeAnyOther() {
        String first;
        try (Home home = Home.open(temporary)) {
            first = home.secret("one");
            assertThat(first).matches("[0-9a-f]{64}").isNotEqualTo(home.secret("two"));
        }
        try (Home home = Home.open(temporary)) {
            assertThat(home.secret("one")).isEqualTo(first);
        }
    }

    @Test
    void aHomeIsUsedByOneAtATime() {
        try (Home home = Home.open(temporary)) {
            assertThatThrownBy(() -> Home.open(temporary))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("another Caravan is using")
                    .hasMessageContaining("CARAVAN_HOME");
        }
        Home.open(temporary).close();
    }

    @Test
    void aHomeThatCannotBeWrittenIsExplained() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> Home.open(file.resolve("home")))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("cannot be written; set CARAVAN_HOME");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
