package dev.caravan.launch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.StringUtils;

/** The one jar that is handed out, with all libraries inside, as Spring Boot packs it. */
record PackedJar(Path file) {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final Set<String> NOT_CARAVANS =
            Set.of(JarFile.MANIFEST_NAME, "META-INF/services/java.nio.file.spi.FileSystemProvider");

    /** The jar that this JVM runs, if it does run a packed one. */
    static Optional<PackedJar> running() {
        String location = String.valueOf(
                PackedJar.class.getProtectionDomain().getCodeSource().getLocation());
        Path file = Path.of(System.getProperty("java.class.path").split(System.getProperty("path.separator"))[0]);
        return location.startsWith("jar:nested:") && Files.isRegularFile(file)
                ? Optional.of(new PackedJar(file))
                : Optional.empty();
    }

    /**
     * Unpacks it below a directory, unless this very content is there already, and removes what other content left there.
     *
     * @return the jar of Caravan's own classes, which names its libraries, that lie beside it
     */
    Path unpack(Path directory) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            List<JarEntry> entries = Collections.list(jar.entries());
            Path program = directory.resolve(fingerprint(entries));
            Path start = program.resolve("caravan.jar");
            if (!Files.exists(start)) {
                FileSystemUtils.deleteRecursively(directory);
                Path draft = Files.createDirectories(directory.resolve("new"));
                unpack(jar, entries, draft);
                // At once or not at all: a start that is killed half-way leaves nothing that looks whole.
                Files.move(draft, program, StandardCopyOption.ATOMIC_MOVE);
            }
            return start;
        }
    }

    private static void unpack(JarFile jar, List<JarEntry> entries, Path target) throws IOException {
        Path libraries = Files.createDirectory(target.resolve("lib"));
        List<String> names = new ArrayList<>();
        for (JarEntry entry : below(entries, LIBRARIES).toList()) {
            String name = Path.of(entry.getName()).getFileName().toString();
            names.add("lib/" + name);
            try (InputStream content = jar.getInputStream(entry)) {
                Files.copy(content, libraries.resolve(name));
            }
        }
        Manifest manifest = new Manifest(jar.getManifest());
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", names));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target.resolve("caravan.jar")));
                JarOutputStream classes = new JarOutputStream(out, manifest)) {
            for (JarEntry entry : Stream.concat(below(entries, CLASSES), below(entries, "META-INF/"))
                    .filter(entry -> !NOT_CARAVANS.contains(entry.getName()))
                    .toList()) {
                classes.putNextEntry(new ZipEntry(StringUtils.delete(entry.getName(), CLASSES)));
                try (InputStream content = jar.getInputStream(entry)) {
                    content.transferTo(classes);
                }
            }
        }
    }

    // Directories, too: Spring finds the classes of a package by the directory's entry.
    private static Stream<JarEntry> below(List<JarEntry> entries, String prefix) {
        return entries.stream()
                .filter(entry ->
                        entry.getName().startsWith(prefix) && !entry.getName().equals(prefix));
    }

    /** The same for the same content, wherever and whenever it was copied. */
    private static String fingerprint(List<JarEntry> entries) {
        CRC32 names = new CRC32();
        long contents = 0;
        for (JarEntry entry : entries) {
            names.update(entry.getName().getBytes(StandardCharsets.UTF_8));
            contents = contents * 31 + entry.getCrc();
        }
        return "%08x%016x".formatted(names.getValue(), contents);
    }
}
