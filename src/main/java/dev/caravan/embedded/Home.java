package dev.caravan.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The directory that holds everything Caravan keeps on disk: the embedded stores and the secrets it made for itself.
 * Readable by its owner alone, and used by one Caravan at a time: the lock lives as long as this object is open, and
 * ends with the process.
 */
public final class Home implements AutoCloseable {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final FileChannel lock;

    private Home(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the directory if it is not there, and takes its lock.
     *
     * @throws StartupFailure if it cannot be written, or another Caravan uses it
     */
    public static Home open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            Files.createDirectories(path, ownerOnly("rwx------"));
            // PostgreSQL names its data directory by the resolved path; so do we, to recognise its processes.
            path = path.toRealPath();
            channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartupFailure(
                    "the home directory " + path + " cannot be written; set CARAVAN_HOME to a directory that this user"
                            + " can write",
                    e);
        }
        if (!locked(channel)) {
            close(channel);
            throw new StartupFailure("another Caravan is using the home directory " + path
                    + "; stop it, or set CARAVAN_HOME to another directory");
        }
        return new Home(path, channel);
    }

    private static boolean locked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        } catch (IOException e) {
            throw new StartupFailure(
                    "the home directory cannot be locked (" + e.getMessage()
                            + "); set CARAVAN_HOME to a directory on a local disk",
                    e);
        }
    }

    /** The absolute path of the directory, or of a file in it. */
    public Path path(String... names) {
        Path result = path;
        for (String name : names) {
            result = result.resolve(name);
        }
        return result;
    }

    /** Where the secret of this name is or will be kept. */
    public Path secretFile(String name) {
        return path("secrets", name);
    }

    /**
     * The secret of this name: 64 hexadecimal digits, made at its first use and the same ever after.
     */
    public String secret(String name) {
        Path file = secretFile(name);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[32];
                new SecureRandom().nextBytes(random);
                writeSecret(file, HexFormat.of().formatHex(random));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartupFailure("the secret " + file + " cannot be read or written; check who owns it", e);
        }
    }

    // Through a second file, so that a crash never leaves half a secret.
    private static void writeSecret(Path file, String secret) throws IOException {
        Files.createDirectories(file.getParent(), ownerOnly("rwx------"));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, ownerOnly("rw-------"));
        Files.writeString(draft, secret + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a directory of the home with all that is in it; nothing happens if it is not there. */
    static void remove(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new StartupFailure(directory + " cannot be removed; remove it by hand", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        close(lock);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // the lock ends with the process at the latest
        }
    }
}
