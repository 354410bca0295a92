package dev.caravan.inbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.inbox.InboxHeads.Head;
import dev.caravan.inbox.InboxHeads.Readings;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Feeds all live streams, on one thread. What changed here is told at once; what another instance changed is seen within a
 * quarter of a second, by asking for the heads of the watched inboxes. Every stream is fed from where it stands, so nothing
 * is lost between what it missed and what is new, nor while the store is away.
 */
@Component
class StreamFeeder implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StreamFeeder.class);
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final long STORE_AWAY_MILLIS = 1_000;
    private static final int PAGE = 50;

    private final InboxStreams streams;
    private final InboxStore store;
    private final InboxHeads heads;
    private final long heartbeatNanos;
    private final Semaphore wakeups = new Semaphore(0);
    private volatile boolean running;
    private long lookAt;
    private long beatAt;
    private boolean storeAway;

    StreamFeeder(InboxStreams streams, InboxStore store, InboxHeads heads, InboxSettings settings) {
        this.streams = streams;
        this.store = store;
        this.heads = heads;
        this.heartbeatNanos = settings.heartbeat().toNanos();
    }

    @Override
    public void start() {
        running = true;
        streams.onWake(wakeups::release);
        Thread thread = new Thread(this::run, "inbox-streams");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        wakeups.release();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try {
                wakeups.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                wakeups.drainPermits();
                if (!streams.none()) {
                    feed();
                    storeAway = false;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                pause(e);
            }
        }
    }

    private void pause(RuntimeException e) {
        if (!storeAway) {
            storeAway = true;
            LOG.warn("Live streams wait for the store: {}", e.getMessage());
        }
        lookAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STORE_AWAY_MILLIS);
    }

    private void feed() {
        long now = System.nanoTime();
        if (now - beatAt >= 0) {
            streams.users().forEach(user -> streams.of(user).forEach(this::beat));
            beatAt = now + Math.min(heartbeatNanos / 2, TimeUnit.SECONDS.toNanos(1));
        }
        if (now - lookAt >= 0) {
            streams.woken();
            feed(streams.users());
            lookAt = now + TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS);
        } else if (!storeAway) {
            feed(streams.woken());
        }
    }

    private void beat(InboxStream stream) {
        long silent = stream.silentNanos();
        // The silence may be of this thread: only a client that takes nothing even now is given up.
        if (silent >= heartbeatNanos && !stream.beat() && silent >= 3 * heartbeatNanos) {
            streams.drop(stream);
        }
    }

    private void feed(Collection<String> users) {
        if (!users.isEmpty()) {
            heads.of(users).forEach(this::feed);
        }
    }

    private void feed(String user, Head head) {
        Map<Long, List<InboxRecord>> pages = new HashMap<>();
        Map<Long, Readings> readings = new HashMap<>();
        for (InboxStream stream : streams.of(user)) {
            while (stream.toldRecord() < head.lastRecord() && stream.ready()) {
                List<InboxRecord> page =
                        pages.computeIfAbsent(stream.toldRecord(), from -> store.after(user, from, PAGE));
                if (!page.stream().allMatch(stream::tell)) {
                    break;
                }
                if (page.size() < PAGE) {
                    stream.toldAllUpTo(head.lastRecord());
                }
            }
            if (stream.toldChange() < head.lastChange() && stream.ready()) {
                Readings read = readings.computeIfAbsent(
                        stream.toldChange(), from -> heads.readings(user, from, head.lastChange()));
                stream.tellRead(read.ids().isEmpty() ? null : data(read, head), read.lastChange());
            }
        }
    }

    private static String data(Readings read, Head head) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("new", head.unread());
        ArrayNode ids = data.putArray("ids");
        read.ids().forEach(ids::add);
        return data.toString();
    }
}
