package dev.caravan.rehearsal;

import dev.caravan.api.Problem;
import dev.caravan.delivery.RehearsedDeliveries;
import dev.caravan.inbox.InboxMails;
import dev.caravan.mailing.RehearsedMailings;
import dev.caravan.provider.PlayedProvider;
import dev.caravan.routing.Rehearsal;
import dev.caravan.routing.RouteFiles;
import dev.caravan.routing.RunningRoutes;
import dev.caravan.template.RehearsedTemplates;
import dev.caravan.unsubscribe.UnsubscribeLinks;
import dev.caravan.webhook.Targets;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The routes that run here, rehearsed with the settings, templates and texts that are real. One rehearsal is kept from one call
 * to the next while the same routes run, since building it costs what building all routes costs; it is let go some minutes
 * after the last.
 */
@Component
public class Walkthroughs {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CamelContext camel;
    private final RunningRoutes routes;
    private final List<PlayedProvider> providers;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ObjectProvider<Targets> targets;
    private final ObjectProvider<UnsubscribeLinks> links;
    private final ObjectProvider<RehearsedMailings> mailings;
    private final ObjectProvider<InboxMails> inboxMails;
    private final int rounds;
    private final Duration backoff;
    private final Clock clock;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ScheduledExecutorService idle = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "rehearsal-idle");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable Walkthrough kept;
    private @Nullable RouteFiles keptFiles;
    private long usedAt;

    Walkthroughs(
            CamelContext camel,
            RunningRoutes routes,
            List<PlayedProvider> providers,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ObjectProvider<Targets> targets,
            ObjectProvider<UnsubscribeLinks> links,
            ObjectProvider<RehearsedMailings> mailings,
            ObjectProvider<InboxMails> inboxMails,
            @Value("${caravan.retry.attempts}") int rounds,
            @Value("${caravan.retry.backoff}") Duration backoff,
            Clock clock) {
        this.camel = camel;
        this.routes = routes;
        this.providers = providers;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.targets = targets;
        this.links = links;
        this.mailings = mailings;
        this.inboxMails = inboxMails;
        this.rounds = rounds;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * Walks through the routes that run now. One does at a time; others wait.
     *
     * @throws Problem 503 if too many wait
     */
    public <T> T walk(Function<Walkthrough, T> use) {
        boolean mine = false;
        try {
            mine = turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            throw Problem.unavailable("Too many explanations are asked for at a time.", 5);
        }
        try {
            return use.apply(current());
        } finally {
            usedAt = System.nanoTime();
            turn.unlock();
        }
    }

    private Walkthrough current() {
        RouteFiles files = routes.files();
        if (kept != null && keptFiles == files) {
            return kept;
        }
        forget();
        RehearsedTemplates templates = new RehearsedTemplates(jdbc, transaction, clock, true);
        RehearsedDeliveries deliveries = RehearsedDeliveries.of(templates.renderer(), rounds, backoff, clock);
        Map<String, Object> beans = deliveries.beans(links.getObject());
        Stage stage = new Stage(providers, templates, deliveries, targets.getObject(), beans, Map.of(), clock)
                .with("mailings.create", mailings.getObject()::create)
                .with("inboxMails.address", inboxMails.getObject()::find);
        try {
            kept = new Walkthrough(Rehearsal.of(files, camel, stage), stage);
        } catch (Exception e) {
            throw new IllegalStateException("the routes that run cannot be rehearsed", e);
        }
        keptFiles = files;
        idle.schedule(this::letGo, KEPT.toSeconds(), TimeUnit.SECONDS);
        return kept;
    }

    private void letGo() {
        turn.lock();
        try {
            long left = KEPT.toNanos() - (System.nanoTime() - usedAt);
            if (kept == null) {
                return;
            }
            if (left > 0) {
                idle.schedule(this::letGo, left, TimeUnit.NANOSECONDS);
            } else {
                forget();
            }
        } finally {
            turn.unlock();
        }
    }

    private void forget() {
        if (kept != null) {
            kept.close();
        }
        kept = null;
        keptFiles = null;
    }

    @PreDestroy
    void close() {
        idle.shutdownNow();
        turn.lock();
        try {
            forget();
        } finally {
            turn.unlock();
        }
    }
}
