package dev.caravan.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** The last messages caught, in memory, bounded by number and by bytes: the oldest go first. */
final class CaughtMessages {

    private static final long MOST_BYTES = 64L << 20;

    private final int keep;
    private final Supplier<Instant> now;
    private final AtomicLong ids = new AtomicLong();
    private final Deque<Caught> newestFirst = new ArrayDeque<>();
    private long bytes;

    CaughtMessages(int keep, Supplier<Instant> now) {
        this.keep = keep;
        this.now = now;
    }

    /** @param source makes what was caught from the number the message gets, which gateways give back as its name */
    Caught add(String channel, String provider, String from, String to, LongFunction<? extends Source> source) {
        long id = ids.incrementAndGet();
        Caught caught = new Caught(id, now.get(), channel, provider, from, to, source.apply(id));
        synchronized (newestFirst) {
            newestFirst.addFirst(caught);
            bytes += caught.source().bytes();
            while (newestFirst.size() > keep || (bytes > MOST_BYTES && newestFirst.size() > 1)) {
                bytes -= newestFirst.removeLast().source().bytes();
            }
        }
        return caught;
    }

    /** @return those that match, newest first */
    List<Caught> newest(String channel, String recipient, int limit) {
        List<Caught> found = new ArrayList<>();
        synchronized (newestFirst) {
            for (Caught caught : newestFirst) {
                if (found.size() == limit) {
                    break;
                }
                if (caught.matches(channel, recipient)) {
                    found.add(caught);
                }
            }
        }
        return found;
    }

    Optional<Caught> find(long id) {
        synchronized (newestFirst) {
            return newestFirst.stream().filter(caught -> caught.id() == id).findFirst();
        }
    }

    int size() {
        synchronized (newestFirst) {
            return newestFirst.size();
        }
    }

    void clear() {
        synchronized (newestFirst) {
            newestFirst.clear();
            bytes = 0;
        }
    }
}
