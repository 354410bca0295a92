package dev.caravan.console.overview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.channel.ChannelList;
import dev.caravan.traffic.Traffic;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tells every open overview what goes on, every two seconds. It is looked up once for all of them, and not at all for none. */
@Component
class LiveOverview {

    private static final Logger LOG = LoggerFactory.getLogger(LiveOverview.class);
    private static final int EVERY_SECONDS = 2;
    /** The browser comes back by itself, and its session is looked at again. */
    private static final long OPEN_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Traffic traffic;
    private final ChannelList channels;
    private final List<SseEmitter> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "live-overview");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> telling;

    LiveOverview(Traffic traffic, ChannelList channels) {
        this.traffic = traffic;
        this.channels = channels;
    }

    synchronized SseEmitter watch() {
        SseEmitter watcher = new SseEmitter(OPEN_MILLIS);
        watcher.onCompletion(() -> watchers.remove(watcher));
        watcher.onTimeout(watcher::complete);
        watchers.add(watcher);
        if (telling == null) {
            telling = clock.scheduleWithFixedDelay(this::tell, 0, EVERY_SECONDS, TimeUnit.SECONDS);
        }
        return watcher;
    }

    /** The same for a page that is just opened. */
    JsonNode now() {
        ObjectNode now = JsonNodeFactory.instance.objectNode();
        now.set("traffic", traffic.view("live"));
        now.set("channels", channels.list().get("items"));
        return now;
    }

    private void tell() {
        try {
            if (nobodyWatches()) {
                return;
            }
            String now = now().toString();
            for (SseEmitter watcher : watchers) {
                send(now, watcher);
            }
        } catch (RuntimeException e) {
            LOG.debug("What goes on could not be looked up", e);
        }
    }

    private synchronized boolean nobodyWatches() {
        if (watchers.isEmpty() && telling != null) {
            telling.cancel(false);
            telling = null;
        }
        return watchers.isEmpty();
    }

    private void send(String now, SseEmitter watcher) {
        try {
            watcher.send(now, MediaType.APPLICATION_JSON);
        } catch (IOException | IllegalStateException gone) {
            watchers.remove(watcher);
        }
    }

    /** Lets the server stop without waiting for them. */
    @PreDestroy
    void end() {
        clock.shutdownNow();
        watchers.forEach(SseEmitter::complete);
    }
}
