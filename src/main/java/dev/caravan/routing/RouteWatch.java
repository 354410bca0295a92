package dev.caravan.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks for edits of the route files, and hands them to the publisher once nothing has changed for a moment:
 * then an editor, or a copy of several files, is through. It looks instead of being told, since mounted folders and those of a
 * ConfigMap tell nothing.
 */
@Component
class RouteWatch {

    private static final Logger LOG = LoggerFactory.getLogger(RouteWatch.class);
    private static final int SEEN_EVERY_SECONDS = 15;
    /** For how long nothing has changed when an edit is through. */
    private static final Duration STILL = Duration.ofMillis(100);
    /** How long somebody who edited is taken to be editing still. */
    private static final Duration EDITING = Duration.ofMinutes(5);
    /** After a look that failed, as while Postgres is away. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final RouteFolder folder;
    private final RouteChecks checks;
    private final Publisher publisher;
    private final Revisions revisions;
    private final Instance instance;
    private final PublishingSettings settings;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1, run -> {
        Thread thread = new Thread(run, "route-edits");
        thread.setDaemon(true);
        return thread;
    });

    private String trace = "";
    private boolean edited;
    private boolean rehearsed;
    private long pausedUntil = System.nanoTime();

    RouteWatch(
            RouteFolder folder,
            RouteChecks checks,
            Publisher publisher,
            Revisions revisions,
            Instance instance,
            PublishingSettings settings) {
        this.folder = folder;
        this.checks = checks;
        this.publisher = publisher;
        this.revisions = revisions;
        this.instance = instance;
        this.settings = settings;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        publisher.started();
        // Whatever was edited while all this started is an edit as well.
        edited = true;
        clock.scheduleWithFixedDelay(this::sayWhatRuns, 0, SEEN_EVERY_SECONDS, TimeUnit.SECONDS);
        if (settings.lookEvery().toMillis() > 0) {
            lookIn(settings.lookEvery());
        }
    }

    private void lookIn(Duration pause) {
        clock.schedule(
                () -> {
                    try {
                        look();
                    } finally {
                        lookIn(edited && settings.lookEvery().compareTo(STILL) > 0 ? STILL : settings.lookEvery());
                    }
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        clock.shutdownNow();
    }

    private void look() {
        if (System.nanoTime() - pausedUntil < 0) {
            return;
        }
        try {
            String now = folder.trace();
            if (!now.equals(trace)) {
                trace = now;
                edited = true;
            } else if (edited) {
                publisher.publishFolder();
                edited = false;
                sayWhatRuns();
            } else if (!rehearsed) {
                rehearsed = true;
                publisher.rehearse();
            } else {
                checks.forgetUnlessUsedFor(EDITING);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The folder of the routes could not be looked at, and will be again: {}", e.getMessage());
            pausedUntil = System.nanoTime() + PAUSE.toNanos();
        }
    }

    private void sayWhatRuns() {
        try {
            revisions.runs(instance.name(), publisher.revision());
        } catch (RuntimeException e) {
            LOG.debug("Postgres was not told which revision of the routes runs here", e);
        }
    }
}
