package dev.caravan.routing;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Ends routes that others took over from: they take nothing new, and are stopped when they are through with what they hold.
 * Camel's own stop waits too, but under the lock of the whole context, so that meanwhile nothing else could start.
 */
@Component
class RetiredRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RetiredRoutes.class);
    private static final long LOOK_EVERY_MILLIS = 20;
    /** How long one that nothing else can run beside may hold up its successor. */
    private static final long HANDOVER_MILLIS = 5_000;

    private final CamelContext context;
    private final long patienceMillis;
    private final ExecutorService waiting = Executors.newCachedThreadPool(run -> {
        Thread thread = new Thread(run, "retired-routes");
        thread.setDaemon(true);
        return thread;
    });

    /** @param patienceSeconds how long a route may work on what it holds, as when all is shut down */
    RetiredRoutes(CamelContext context, @Value("${camel.main.shutdown-timeout}") long patienceSeconds) {
        this.context = context;
        this.patienceMillis = TimeUnit.SECONDS.toMillis(patienceSeconds);
    }

    /** Ends a route for good, in the background. */
    void add(String id) {
        waiting.execute(() -> {
            try {
                end(id, patienceMillis);
                remove(id);
            } catch (Exception e) {
                LOG.warn("The replaced route {} did not end: {}", id, e.getMessage());
            }
        });
    }

    /** Stops a route now, so that another can have its input. */
    void stop(String id) throws Exception {
        end(id, HANDOVER_MILLIS);
    }

    private void end(String id, long patience) throws Exception {
        Route route = context.getRoute(id);
        if (route == null) {
            return;
        }
        Consumer consumer = route.getConsumer();
        boolean calledByName = consumer instanceof DirectTarget;
        if (consumer instanceof Suspendable) {
            ServiceHelper.suspendService(consumer);
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience);
        while (!(calledByName ? ((DirectTarget) consumer).idle() : idle(id)) && System.nanoTime() - until < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        // Short, since it is idle by now: what waits in a queue between two routes is left to the successor.
        context.getRouteController().stopRoute(id, 100, TimeUnit.MILLISECONDS);
    }

    private void remove(String id) throws Exception {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        // The lock with which it guards its list when routes are added, but not when they are looked up.
        synchronized (model) {
            RouteDefinition definition = model.getRouteDefinition(id);
            if (definition == null) {
                context.removeRoute(id);
            } else {
                model.removeRouteDefinition(definition);
            }
        }
    }

    private boolean idle(String id) {
        return context.getInflightRepository().size(id) == 0;
    }
}
