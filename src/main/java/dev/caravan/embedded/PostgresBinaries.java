package dev.caravan.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.lang3.SystemUtils;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL that the jar carries for this platform. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * Unpacks into a directory below the given one, named by the archive's content, so that an upgraded Caravan brings
     * its own. What is there already is used as it is.
     *
     * @return the directory that holds {@code bin/}
     */
    static synchronized Path unpackBelow(Path parent) throws IOException {
        byte[] archive = archive();
        CRC32 checksum = new CRC32();
        checksum.update(archive);
        Path target = parent.resolve("%08x".formatted(checksum.getValue()));
        if (!Files.exists(target)) {
            Files.createDirectories(parent);
            Path draft = Files.createTempDirectory(parent, "unpacking-");
            unpack(archive, draft);
            moveInto(target, draft);
        }
        return target;
    }

    private static byte[] archive() throws IOException {
        String system = SystemUtils.IS_OS_WINDOWS ? "Windows" : SystemUtils.IS_OS_MAC ? "Darwin" : "Linux";
        String machine = SystemUtils.OS_ARCH.equals("amd64") ? "x86_64" : SystemUtils.OS_ARCH;
        try (InputStream in = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            return in.readAllBytes();
        } catch (IllegalStateException noneForThisPlatform) {
            throw new StartupFailure(
                    "this jar carries no PostgreSQL for " + system + " on " + machine
                            + "; set SPRING_DATASOURCE_URL to a database of yours, or build the jar on this platform",
                    noneForThisPlatform);
        }
    }

    private static void unpack(byte[] archive, Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, directory.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if (target.getParent().endsWith("bin")) {
                target.toFile().setExecutable(true);
            }
        }
    }

    // By rename, so that a directory that is there is whole; another process may have been faster.
    private static void moveInto(Path target, Path draft) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Home.remove(draft);
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }
}
