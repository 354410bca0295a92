package dev.caravan.suppression;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.store.Sql;
import dev.caravan.store.TimeOrderedId;
import dev.caravan.suppression.Suppression.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The suppression list, as other features see it. What is added counts from the next delivery that is begun. */
@Component
public class Suppressions {

    private static final Logger LOG = LoggerFactory.getLogger(Suppressions.class);
    private static final String SUPPRESS = Sql.load("suppress");

    private final JdbcClient jdbc;
    private final MeterRegistry meters;
    private final Clock clock;

    Suppressions(JdbcClient jdbc, MeterRegistry meters, Clock clock) {
        this.jdbc = jdbc;
        this.meters = meters;
        this.clock = clock;
    }

    /** An entry of the list: its id, and whether it was not there before. */
    record Entry(UUID id, boolean added) {}

    /** Puts addresses on the list, all or none. One that is there for the same reason already gets the new terms. */
    public void add(Collection<Suppression> suppressions) {
        if (!suppressions.isEmpty()) {
            store(suppressions);
        }
    }

    List<Entry> store(Collection<Suppression> suppressions) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Suppression each : suppressions) {
            rows.addObject()
                    .put("id", TimeOrderedId.at(clock.instant()).toString())
                    .put("channel", each.channel())
                    .put("address", each.address())
                    .put("reason", each.reason().toString())
                    .put("scope", each.scope().toString())
                    .put("detail", each.detail() == null ? null : each.detail().replace("\0", ""))
                    .put(
                            "expires_at",
                            each.expiresAt() == null ? null : each.expiresAt().toString());
        }
        List<Entry> entries = jdbc.sql(SUPPRESS)
                .param(rows.toString())
                .query((row, n) -> {
                    if (row.getBoolean("added")) {
                        count(row.getString("channel"), row.getString("reason"));
                    }
                    return new Entry(row.getObject("id", UUID.class), row.getBoolean("added"));
                })
                .list();
        LOG.info("Suppressed addresses: {}", entries.size());
        return entries;
    }

    /** Takes an address off the list, as far as it is there for one of these reasons. */
    public void lift(String channel, String address, Reason... reasons) {
        jdbc.sql("delete from suppressions where address = ? and channel = ? and reason = any(?)")
                .params(
                        Suppression.normalised(channel, address).orElse(address),
                        channel,
                        List.of(reasons).stream().map(Reason::toString).toArray(String[]::new))
                .update();
    }

    private void count(String channel, String reason) {
        Counter.builder("caravan.suppressions.added")
                .description("Addresses put on the suppression list")
                .tag("channel", channel)
                .tag("reason", reason)
                .register(meters)
                .increment();
    }
}
