package dev.caravan.console.notifications;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.notification.Steering;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends dead letters back to their queues, so many a second, until those are through that matched when it began. It works on the
 * instance that began it; if that ends, what is left stays dead letters, and is counted again by whoever goes on.
 */
@Component
class BulkRetry {

    private static final Logger LOG = LoggerFactory.getLogger(BulkRetry.class);
    private static final int MOST_RUNS = 50;

    /** How far one is. */
    static final class Run {

        private final UUID id = UUID.randomUUID();
        private final ObjectNode filter;
        private final int total;
        private final int perSecond;
        private final Instant begun;
        private volatile int done;
        private volatile String state = "running";
        private volatile @Nullable ScheduledFuture<?> turns;

        private Run(ObjectNode filter, int total, int perSecond, Instant begun) {
            this.filter = filter;
            this.total = total;
            this.perSecond = perSecond;
            this.begun = begun;
        }

        UUID id() {
            return id;
        }

        private synchronized void end(String how) {
            if (state.equals("running")) {
                state = how;
            }
        }

        private void cancelUnlessRunning() {
            ScheduledFuture<?> known = turns;
            if (known != null && !state.equals("running")) {
                known.cancel(false);
            }
        }

        /** As the page shows it. */
        ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("id", id.toString())
                    .put("total", total)
                    .put("done", done)
                    .put("per_second", perSecond)
                    .put("state", state)
                    .put("begun_at", begun.toString())
                    .set("filter", filter);
        }
    }

    private final Steering steering;
    private final Clock clock;
    private final Cache<UUID, Run> runs =
            Caffeine.newBuilder().maximumSize(MOST_RUNS).build();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "bulk-retry");
        thread.setDaemon(true);
        return thread;
    });

    BulkRetry(Steering steering, Clock clock) {
        this.steering = steering;
        this.clock = clock;
    }

    /**
     * Begins.
     *
     * @param filter as the operation {@code replayDeadLetters} takes it
     * @param total how many matched, of which no more are sent
     */
    Run begin(Map<String, String> filter, int total, int perSecond) {
        Instant now = clock.instant();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        filter.forEach((name, value) -> {
            if (!value.isEmpty()) {
                body.put(name, value);
            }
        });
        // What fails again is not sent again.
        body.put("failed_to", now.toString());
        Run run = new Run(body, total, perSecond, now);
        runs.put(run.id, run);
        run.turns = worker.scheduleAtFixedRate(() -> turn(run), 0, 1, TimeUnit.SECONDS);
        return run;
    }

    Optional<Run> find(UUID id) {
        return Optional.ofNullable(runs.getIfPresent(id));
    }

    void stop(Run run) {
        run.end("stopped");
    }

    private void turn(Run run) {
        run.cancelUnlessRunning();
        int most = run.state.equals("running") ? Math.min(run.perSecond, run.total - run.done) : 0;
        try {
            int sent = most == 0
                    ? 0
                    : steering.replayAll(run.filter.deepCopy().put("limit", most))
                            .get("replayed")
                            .asInt();
            run.done += sent;
            if (sent < run.perSecond || run.done >= run.total) {
                run.end("done");
            }
        } catch (RuntimeException e) {
            LOG.warn("Dead letters could not be sent again just now: {}", e.getMessage());
        }
    }

    @PreDestroy
    void end() {
        worker.shutdownNow();
    }
}
