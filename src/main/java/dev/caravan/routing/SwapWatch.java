package dev.caravan.routing;

import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Watches routes that just went live: if they fail where those before them did not, the edit is taken back. */
@Component
class SwapWatch {

    private static final Logger LOG = LoggerFactory.getLogger(SwapWatch.class);
    private static final long LOOK_EVERY_MILLIS = 250;

    private final PublishingSettings settings;
    private final RunningRoutes routes;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "route-watch");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> looking;

    SwapWatch(PublishingSettings settings, RunningRoutes routes) {
        this.settings = settings;
        this.routes = routes;
    }

    private synchronized void stop() {
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    /**
     * Begins to watch.
     *
     * @param set that they are of
     * @param names of the routes that were swapped in
     * @param takeBack told which of them fails and how; again, if it throws
     */
    synchronized void begin(RouteSet set, Set<String> names, Consumer<Finding> takeBack) {
        stop();
        long until = System.nanoTime() + settings.watch().toNanos();
        looking = clock.scheduleWithFixedDelay(
                () -> look(set, names, until, takeBack), LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(RouteSet set, Set<String> names, long until, Consumer<Finding> takeBack) {
        try {
            for (String name : names) {
                RouteRuns runs = routes.runs(name);
                if (runs.failures() >= settings.failures()
                        && runs.failureShare() > routes.failureShareBefore(name) + settings.share()) {
                    takeBack.accept(fault(set, name, runs));
                    stop();
                    return;
                }
            }
            if (System.nanoTime() - until > 0) {
                stop();
            }
        } catch (RuntimeException e) {
            // Postgres can be away at just this moment, and the routes fail for that.
            LOG.warn("An edit of the routes could not be taken back, which is tried again: {}", e.getMessage());
        }
    }

    private static Finding fault(RouteSet set, String name, RouteRuns runs) {
        RouteRuns.LastError last = runs.lastError();
        String reason = "%d of %d runs of the route %s failed%s"
                .formatted(
                        runs.failures(),
                        runs.count(),
                        name,
                        last == null ? "" : ", the last with " + last.kind() + ": " + last.message());
        return set.routes()
                .filter(route -> route.id().equals(name))
                .findFirst()
                .map(route -> route.at("", reason, null))
                .orElse(new Finding(".", 1, 1, reason, null));
    }
}
