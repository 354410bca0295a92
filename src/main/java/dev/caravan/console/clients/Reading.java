package dev.caravan.console.clients;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file that is being read, and how far: told from another thread. */
final class Reading extends FilterInputStream {

    private volatile long bytes;
    private volatile long lines;

    Reading(InputStream file) {
        super(file);
    }

    /** How much of it has been read. */
    long bytes() {
        return bytes;
    }

    /** How many lines of it have been read to their end. */
    long lines() {
        return lines;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) {
            count(1, one == '\n' ? 1 : 0);
        }
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int some = super.read(into, offset, length);
        int ends = 0;
        for (int i = offset; i < offset + some; i++) {
            ends += into[i] == '\n' ? 1 : 0;
        }
        count(Math.max(some, 0), ends);
        return some;
    }

    private synchronized void count(int more, int ends) {
        bytes += more;
        lines += ends;
    }
}
