package dev.caravan.apikey;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has the keys read twice a second: what another instance made or revoked counts here within a second. */
@Component
@ConditionalOnWebApplication
class KeyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final int EVERY_MILLIS = 500;

    private final KeysInForce keys;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "api-keys");
        thread.setDaemon(true);
        return thread;
    });

    KeyWatch(KeysInForce keys) {
        this.keys = keys;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @EventListener(ContextClosedEvent.class)
    void end() {
        clock.shutdownNow();
    }

    private void look() {
        try {
            keys.look();
        } catch (RuntimeException e) {
            // The next look must come whatever happened in this one.
            LOG.error("The API keys could not be read; those known here count on", e);
        }
    }
}
