package dev.caravan.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.embedded.StartupFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {

    @TempDir
    Path directory;

    @Test
    void aPackedJarIsUnpackedToOneThatNamesItsLibraries() throws IOException {
        Path program = packed("one").unpack(directory.resolve("program"));

        try (JarFile jar = new JarFile(program.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH))
                    .isEqualTo("lib/a.jar lib/b.jar");
            assertThat(jar.stream().map(ZipEntry::getName))
                    .contains("dev/", "dev/Caravan.class", "META-INF/spring.factories")
                    .doesNotContain("META-INF/services/java.nio.file.spi.FileSystemProvider");
        }
        assertThat(program.resolveSibling("lib").resolve("b.jar")).hasContent("b of one");
    }

    @Test
    void whatIsUnpackedAlreadyStaysAndOtherContentTakesItsPlace() throws IOException {
        Path first = packed("one").unpack(directory.resolve("program"));
        Path mark = Files.createFile(first.resolveSibling("classes"));

        assertThat(packed("one").unpack(directory.resolve("program"))).isEqualTo(first);
        assertThat(mark).exists();

        Path second = packed("two").unpack(directory.resolve("program"));
        assertThat(second).isNotEqualTo(first).exists();
        assertThat(first).doesNotExist();
    }

    @Test
    void oneThatWasUnpackedHalfWayIsUnpackedAgain() throws IOException {
        Files.createDirectories(directory.resolve("program/new/lib"));

        assertThat(packed("one").unpack(directory.resolve("program"))).exists();
    }

    @Test
    void theOptionsOfTheUserWin() {
        assertThat(JvmOptions.beside(List.of())).contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx320m");
        assertThat(JvmOptions.beside(List.of("-Xmx1g")))
                .contains("-XX:+UseSerialGC", "-Xmx1g")
                .doesNotContain("-Xmx320m", "-Xms192m", "-Xmn96m");
        assertThat(JvmOptions.beside(List.of("-XX:MaxRAMPercentage=60"))).doesNotContain("-Xmx320m");
        assertThat(JvmOptions.beside(List.of("-XX:+UseG1GC"))).doesNotContain("-XX:+UseSerialGC");
        assertThat(JvmOptions.beside(List.of("-XX:TieredStopAtLevel=4"))).doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(JvmOptions.beside(List.of("-XX:-UseTransparentHugePages")))
                .doesNotContain("-XX:+UseTransparentHugePages");
        assertThat(JvmOptions.beside(List.of("-Dx=y z"))).contains("-Dx=y z");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theProcessKeepsItsIdAndItsStreams() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Becoming.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes()).strip()).isEqualTo(process.pid() + " a b");
        assertThat(process.waitFor()).isEqualTo(7);
        assertThat(directory).isEmptyDirectory();
    }

    /** Becomes a shell that tells its process id. */
    static final class Becoming {

        public static void main(String[] args) throws IOException {
            ThisProcess.become(List.of("/bin/sh", "-c", "echo $$ \"$1\"; exit 7", "sh", "a b"), Path.of(args[0]));
        }
    }

    @Test
    void aComponentInTheFolderOfJarsIsThereForRoutes() throws Exception {
        Path lib = Files.createDirectory(directory.resolve("lib"));
        component(lib.resolve("camel-pigeon.jar"), "pigeon", Pigeon.class);
        String program = System.getProperty("java.class.path");

        assertThat(Components.beside("caravan.jar", " ")).endsWith("caravan.jar" + File.pathSeparator + "lib/*");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Components.beside(program, lib.toString()),
                        Finding.class.getName(),
                        "pigeon")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes()).strip().lines())
                .contains("found " + Pigeon.class.getSimpleName());
    }

    /** What makes a component known to Camel by its scheme. */
    private static void component(Path file, String scheme, Class<?> type) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            jar.putNextEntry(new ZipEntry("META-INF/services/org/apache/camel/component/" + scheme));
            jar.write(("class=" + type.getName()).getBytes());
        }
    }

    /** A Camel component that does nothing. */
    public static final class Pigeon extends DefaultComponent {

        @Override
        protected @Nullable Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return null;
        }
    }

    /** Looks a component up as a route does. */
    static final class Finding {

        public static void main(String[] args) throws Exception {
            try (DefaultCamelContext camel = new DefaultCamelContext()) {
                System.out.println(
                        "found " + camel.getComponent(args[0]).getClass().getSimpleName());
            }
        }
    }

    @Test
    void aFolderOfJarsThatIsNoneStopsTheStart() {
        assertThatThrownBy(() -> new Components(directory.resolve("nowhere").toString()))
                .isInstanceOf(StartupFailure.class)
                .hasMessageStartingWith("CARAVAN_LIB must name a folder");
        assertThatCode(() -> new Components("")).doesNotThrowAnyException();
    }

    private PackedJar packed(String content) throws IOException {
        Path file = directory.resolve(content + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (String name : List.of(
                    "META-INF/",
                    "META-INF/spring.factories",
                    "META-INF/services/java.nio.file.spi.FileSystemProvider",
                    "org/springframework/boot/loader/Loader.class",
                    "BOOT-INF/classes/",
                    "BOOT-INF/classes/dev/",
                    "BOOT-INF/classes/dev/Caravan.class",
                    "BOOT-INF/lib/a.jar",
                    "BOOT-INF/lib/b.jar")) {
                jar.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    jar.write((name.charAt(name.length() - 5) + " of " + content).getBytes());
                }
            }
        }
        return new PackedJar(file);
    }
}
