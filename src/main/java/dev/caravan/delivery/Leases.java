package dev.caravan.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps the leases of the deliveries in work alive. A worker that dies stops renewing, and its deliveries are dispatched
 * again when their lease ends; one that was frozen finds on waking that it no longer holds them, and sends nothing more.
 */
@Component
class Leases {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final String RENEW = """
            with h as materialized (select * from json_to_recordset(?::json) as h(id uuid, token int)),
            held as (
                select id from deliveries d
                where id = any(array(select id from h)) and token = (select token from h where h.id = d.id)
                  and status = 'processing'
                for update skip locked
            )
            update deliveries set due_at = now() + make_interval(secs => ?)
            where id = any(array(select id from held))
            returning id
            """;

    private final JdbcTemplate jdbc;
    private final Duration lease;
    private final Set<Delivery> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;

    /** @param lease how long a delivery rests with a dead worker: what a crash delays it by */
    Leases(JdbcTemplate jdbc, @Value("${caravan.lease}") Duration lease) {
        if (lease.toMillis() < 1_000) {
            throw new IllegalStateException("CARAVAN_LEASE must be at least 1s");
        }
        this.jdbc = jdbc;
        this.lease = lease;
        this.timer = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "leases");
            thread.setDaemon(true);
            return thread;
        });
        long renewal = lease.toMillis() / 3;
        timer.scheduleWithFixedDelay(this::renew, renewal, renewal, TimeUnit.MILLISECONDS);
    }

    Duration lease() {
        return lease;
    }

    void hold(List<Delivery> deliveries) {
        held.addAll(deliveries);
    }

    void release(Delivery delivery) {
        held.remove(delivery);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    private void renew() {
        List<Delivery> due = List.copyOf(held);
        if (due.isEmpty()) {
            return;
        }
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        due.forEach(d -> ids.addObject()
                .put("id", d.id().toString())
                .put("token", d.facts().token()));
        long until = System.nanoTime() + lease.toNanos();
        try {
            Set<UUID> renewed = new HashSet<>(jdbc.query(
                    RENEW, (row, n) -> row.getObject(1, UUID.class), ids.toString(), lease.toMillis() / 1000.0));
            for (Delivery delivery : due) {
                // One whose outcome is or was stored meanwhile is not renewed either, and is not in work any more. To
                // wait for its lock would be a deadlock now and then: outcomes lock many rows, in another order.
                delivery.holdUntil(renewed.contains(delivery.id()) ? until : System.nanoTime());
            }
        } catch (RuntimeException e) {
            LOG.warn("Leases could not be renewed, and will be tried again: {}", e.getMessage());
        }
    }
}
