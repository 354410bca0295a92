package dev.caravan.launch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The process that runs, which Java itself cannot make run another program. */
final class ThisProcess {

    /** The part of the C library that does it. */
    interface C extends Library {

        /** POSIX <a href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/exec.html">exec</a>. */
        int execv(String path, String[] argv);
    }

    private ThisProcess() {}

    /**
     * Replaces the program of this process: its id, its parent, its streams and its environment stay. Returns only if the
     * system cannot do that.
     *
     * @param command the program's path, then its arguments
     * @param files where a file may be put for the time of the call
     */
    static void become(List<String> command, Path files) throws IOException {
        System.setProperty("jna.tmpdir", files.toString());
        C c;
        try {
            c = Native.load("c", C.class);
        } catch (UnsatisfiedLinkError notHere) {
            return;
        } finally {
            String unpacked = System.getProperty("jnidispatch.path");
            if (unpacked != null) {
                Files.deleteIfExists(Path.of(unpacked));
            }
        }
        c.execv(command.get(0), command.toArray(String[]::new));
    }
}
