package dev.caravan.embedded;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Closes things after all beans of a context are gone, the last one first. However the context ends: closed, failed at
 * any moment of its start, or cut short by a signal.
 */
final class Shutdown {

    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Shutdown() {}

    static Shutdown of(GenericApplicationContext context) {
        Shutdown shutdown = new Shutdown();
        // Spring destroys beans in the reverse order of their registration, and no bean exists yet.
        context.getDefaultListableBeanFactory().registerDisposableBean("stores", shutdown::close);
        // A context that fails before it is refreshed destroys nothing.
        context.addApplicationListener(new FailedStart(context, shutdown));
        // A signal while the context waits for a store gives the context up without destroying what it has. The handler
        // stays
        // until the process ends: a context that is closed must not stay with it.
        WeakReference<GenericApplicationContext> weak = new WeakReference<>(context);
        SpringApplication.getShutdownHandlers().add(() -> {
            GenericApplicationContext known = weak.get();
            if (known == null || !known.isActive()) {
                shutdown.close();
            }
        });
        return shutdown;
    }

    synchronized <T extends AutoCloseable> T closes(T closeable) {
        open.push(closeable);
        return closeable;
    }

    private synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.warn("Not stopped cleanly: {}", StartupReport.deepest(e));
                log.debug("Not stopped cleanly", e);
            }
        }
    }

    /** A class, not a lambda: of a lambda Spring learns what it listens to by an exception at every single event. */
    private record FailedStart(GenericApplicationContext context, Shutdown shutdown)
            implements ApplicationListener<ApplicationFailedEvent> {

        @Override
        public void onApplicationEvent(ApplicationFailedEvent event) {
            if (!context.isActive()) {
                shutdown.close();
            }
        }
    }
}
