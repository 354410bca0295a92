package dev.caravan.routing;

import dev.caravan.api.ApiDescription;
import dev.caravan.api.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Brings edits of the route files live while the routes run, or refuses them and says why; then what ran before runs on,
 * whole. The same checks stand before the first start.
 */
@Component
class Publisher implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final RouteFolder folder;
    private final RunningRoutes routes;
    private final RouteChecks checks;
    private final RouteSwap swap;
    private final SwapWatch watch;
    private final Revisions revisions;
    private final ApiDescription description;
    private final PublishingSettings settings;
    private final MeterRegistry metrics;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    private volatile long revision;
    private volatile long firstRevision;
    private volatile @Nullable Publication latest;

    Publisher(
            RouteFolder folder,
            RunningRoutes routes,
            RouteChecks checks,
            RouteSwap swap,
            SwapWatch watch,
            Revisions revisions,
            ApiDescription description,
            PublishingSettings settings,
            MeterRegistry metrics,
            ApplicationEventPublisher events,
            Clock clock) {
        this.folder = folder;
        this.routes = routes;
        this.checks = checks;
        this.swap = swap;
        this.watch = watch;
        this.revisions = revisions;
        this.description = description;
        this.settings = settings;
        this.metrics = metrics;
        this.events = events;
        this.clock = clock;
        Gauge.builder("caravan.routes.revision", () -> revision)
                .description("The revision of the routes that this instance runs")
                .register(metrics);
    }

    /** Before Camel starts them, whose own start is the rehearsal. */
    @Override
    public void afterSingletonsInstantiated() {
        try {
            routes.publish(checks.read(folder.read(), RouteSet.NONE));
        } catch (RefusedRoutes e) {
            throw new IllegalStateException("the routes in CARAVAN_ROUTES are refused: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("CARAVAN_ROUTES cannot be read: " + e.getMessage(), e);
        }
    }

    /** Once the routes run: finds the number that this set of files has, or gives it one. */
    synchronized void started() {
        RouteFiles files = routes.published().files();
        revision = revisions
                .published(files)
                .orElseGet(() -> revisions.add(files, "start", Publication.PUBLISHED, List.of()));
        firstRevision = revision;
    }

    /** Runs all tests of what runs here: a start does not wait for them, and the first edit need not run them all. */
    synchronized void rehearse() {
        try {
            checks.rehearse(routes.published(), RouteSet.NONE);
        } catch (RefusedRoutes e) {
            LOG.warn("Tests of the routes that run here fail: {}", e.getMessage());
        }
    }

    /** The revision that this instance started with. */
    long firstRevision() {
        return firstRevision;
    }

    /** The revision that runs here. */
    long revision() {
        return revision;
    }

    /** What became of the last edit; null if there was none since the start. */
    @Nullable
    Publication latest() {
        return latest;
    }

    /**
     * Brings a set of files live, if nothing speaks against it.
     *
     * @param author {@code files} for a change in the folder, else who asked for it
     */
    synchronized Publication publish(RouteFiles files, String author) {
        long begun = System.nanoTime();
        RouteSet running = routes.published();
        if (files.equals(running.files())) {
            Publication asBefore = new Publication(revision, clock.instant(), author, Publication.PUBLISHED, List.of());
            boolean mended = latest != null && latest.verdict().equals(Publication.REFUSED);
            return mended ? note(asBefore) : asBefore;
        }
        try {
            RouteSet candidate = checks.read(files, running);
            checks.rehearse(candidate, running);
            Publication published = goLive(candidate, author);
            LOG.info(
                    "Revision {} of the routes is live, {} ms after it was seen: {}",
                    revision,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                    String.join(", ", files.changedSince(running.files())));
            return note(published);
        } catch (RefusedRoutes e) {
            long number = revisions.add(files, author, Publication.REFUSED, e.findings());
            LOG.warn("Revision {} of the routes is refused, {} runs on: {}", number, revision, e.getMessage());
            events.publishEvent(new RoutesEdited(number, author, Publication.REFUSED, List.of()));
            return note(new Publication(number, clock.instant(), author, Publication.REFUSED, e.findings()));
        }
    }

    /** What the folder holds, as it is by the time that no other edit is under way. */
    synchronized void publishFolder() throws IOException {
        publish(folder.read(), "files");
    }

    /** Why nobody but the folder may edit the routes; null: it is allowed. */
    @Nullable
    String locked() {
        if (settings.readOnly()) {
            return "The routes are read-only here (CARAVAN_ROUTES_READ_ONLY): edit the files where they come from.";
        }
        return folder.writable()
                ? null
                : "The folder of the routes cannot be written, so an edit would be lost with the next start: edit the files"
                        + " where they come from.";
    }

    /**
     * Brings changes of some files live, if nothing speaks against it, and writes them to the folder.
     *
     * @param author who asked for it
     * @throws Problem 403 if that is not wanted here, 409 if others changed the same files since the draft was begun
     */
    synchronized Publication edit(RouteDraft draft, String author) {
        mustBeOpen();
        RouteFiles now = routes.published().files();
        Set<String> conflicts = draft.base() == null || draft.base() == revision
                ? Set.of()
                : revisions.changedSince(draft.base(), now, draft.changes().keySet());
        if (!conflicts.isEmpty()) {
            throw Problem.conflict("Changed since revision " + draft.base() + ", which this edit was begun from: "
                    + String.join(", ", conflicts));
        }
        RouteFiles files = draft.on(now);
        Publication published = publish(files, author);
        if (published.verdict().equals(Publication.PUBLISHED)) {
            write(files);
        }
        return published;
    }

    private void mustBeOpen() {
        String locked = locked();
        if (locked != null) {
            throw Problem.forbidden(locked);
        }
    }

    private Publication goLive(RouteSet candidate, String author) throws RefusedRoutes {
        RouteFiles files = candidate.files();
        RouteSet before = routes.published();
        Optional<Long> known = revisions.publishedSince(revision, files);
        long number = known.orElseGet(() -> revisions.add(files, author, Publication.PUBLISHED, List.of()));
        try {
            Set<String> swapped = swap.run(before, candidate, number);
            watch.begin(candidate, swapped, fault -> takeBack(number, before.files(), fault));
        } catch (Exception e) {
            if (known.isEmpty()) {
                revisions.remove(number);
            }
            throw new RefusedRoutes(List.of(RouteChecks.finding(candidate, e)));
        }
        description.use(files.texts().get(RouteFolder.DESCRIPTION));
        routes.publish(candidate);
        revision = number;
        if (known.isEmpty()) {
            events.publishEvent(new RoutesEdited(
                    number, author, Publication.PUBLISHED, List.copyOf(files.changedSince(before.files()))));
        }
        return new Publication(number, clock.instant(), author, Publication.PUBLISHED, List.of());
    }

    /** An edit that passed every check, and whose routes fail all the same. */
    private synchronized void takeBack(long number, RouteFiles before, Finding fault) {
        if (revision != number) {
            return;
        }
        LOG.warn("Revision {} of the routes is taken back: {}", number, fault);
        Publication restored = publish(before, "caravan");
        if (restored.verdict().equals(Publication.PUBLISHED)) {
            revisions.verdict(number, Publication.ROLLED_BACK, List.of(fault));
            note(new Publication(number, clock.instant(), "caravan", Publication.ROLLED_BACK, List.of(fault)));
            write(before);
        }
    }

    /**
     * Makes an earlier revision the one that runs, and writes its files back.
     *
     * @param author who asked for it
     * @throws Problem 403 if that is not wanted here
     */
    synchronized Publication rollBack(Revisions.Revision to, String author) {
        if (settings.readOnly()) {
            mustBeOpen();
        }
        RouteFiles files = revisions.files(to);
        Publication published = publish(files, author);
        if (published.verdict().equals(Publication.PUBLISHED)) {
            write(files);
        }
        return published;
    }

    private void write(RouteFiles files) {
        try {
            folder.write(files);
        } catch (IOException e) {
            LOG.warn(
                    "The folder of the routes cannot be written: its next edit, or a start, begins with what stands there: {}",
                    e.getMessage());
        }
    }

    private Publication note(Publication publication) {
        latest = publication;
        Counter.builder("caravan.routes.edits")
                .description("Edits of the routes, by what became of them")
                .tag("verdict", publication.verdict())
                .register(metrics)
                .increment();
        return publication;
    }
}
