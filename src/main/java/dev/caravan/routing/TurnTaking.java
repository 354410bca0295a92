package dev.caravan.routing;

import java.time.Duration;
import java.util.UUID;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets one instance at a time poll something, as {@code pollStrategy} of a route: the one that holds the turn, which is a
 * lease in Postgres. Another takes over when it ended or was given back. A failed poll is logged in one line and tried again
 * with the next.
 */
public final class TurnTaking implements PollingConsumerPollStrategy, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TurnTaking.class);
    private static final String TAKE = """
            insert into turns (name, holder, until) values (?, ?, now() + make_interval(secs => ?))
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
            where turns.holder = excluded.holder or turns.until < now()
            """;

    private final String name;
    private final Duration lease;
    private final JdbcClient jdbc;
    private final UUID self = UUID.randomUUID();
    private volatile boolean held;

    /** @param lease longer than the longest poll */
    public TurnTaking(String name, Duration lease, JdbcClient jdbc) {
        this.name = name;
        this.lease = lease;
        this.jdbc = jdbc;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        try {
            held = jdbc.sql(TAKE).params(name, self, (double) lease.toSeconds()).update() == 1;
        } catch (DataAccessException e) {
            LOG.warn("{} waits: whose turn it is cannot be asked: {}", name, e.getMessage());
            held = false;
        }
        return held;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        // The turn stays here: whoever polls now knows where it stopped.
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, @Nullable Exception cause) {
        LOG.warn("{} could not look for news: {}", name, cause == null ? "no reason" : cause.getMessage());
        return false;
    }

    /** Gives the turn back. */
    @Override
    public void close() {
        if (held) {
            try {
                jdbc.sql("delete from turns where name = ? and holder = ?")
                        .params(name, self)
                        .update();
            } catch (DataAccessException e) {
                LOG.debug("{} keeps its turn until it ends", name, e);
            }
        }
    }
}
