package dev.caravan.notification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.notification.IdempotencyKeys.Claim;
import dev.caravan.store.GroupCommit;
import dev.caravan.store.Sql;
import jakarta.annotation.PreDestroy;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes accepted requests durable; those that arrive together share one statement and one commit. */
@Component
class NotificationWriter {

    /** Milliseconds; what comes meanwhile makes the next batch larger, which a second writer would split. */
    private static final long REST = 8;

    private static final int BATCH = 100;
    private static final int WAITING = 5_000;
    private static final String ACCEPT = Sql.load("accept");

    private final JdbcTemplate jdbc;
    private final Wakeups wakeups;
    private final RightOfWay rightOfWay;
    private final GroupCommit<Acceptance, Boolean> commits;

    NotificationWriter(JdbcTemplate jdbc, Wakeups wakeups, RightOfWay rightOfWay) {
        this.jdbc = jdbc;
        this.wakeups = wakeups;
        this.rightOfWay = rightOfWay;
        this.commits = new GroupCommit<>("accept", 1, BATCH, REST, WAITING, this::write);
    }

    /**
     * Stores the request and wakes the dispatcher of its queue. Returns when it is durable.
     *
     * @return false if its idempotency key was taken before, and nothing was stored
     */
    boolean store(Acceptance acceptance) {
        if (Queues.URGENT.equals(acceptance.queue())) {
            rightOfWay.claim();
        }
        return commits.submit(acceptance).join();
    }

    @PreDestroy
    void close() {
        commits.close();
    }

    private List<Boolean> write(List<Acceptance> batch) {
        ArrayNode keys = JsonNodeFactory.instance.arrayNode();
        for (Acceptance acceptance : batch) {
            Claim claim = acceptance.claim();
            if (claim != null) {
                keys.addObject()
                        .put("caller", claim.caller())
                        .put("key", claim.key())
                        .put("fingerprint", claim.fingerprint())
                        .put("answer", acceptance.answer().toString());
            }
        }
        Set<String> taken = new HashSet<>(jdbc.query(
                ACCEPT,
                (row, n) -> row.getString(1) + "\n" + row.getString(2),
                keys.toString(),
                joined(batch, Acceptance::notifications),
                joined(batch, Acceptance::deliveries)));
        batch.stream()
                .map(Acceptance::queue)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(wakeups::wake);
        return batch.stream()
                .map(a -> a.claim() == null
                        || taken.contains(a.claim().caller() + "\n" + a.claim().key()))
                .toList();
    }

    private static String joined(List<Acceptance> batch, Function<Acceptance, String> rows) {
        return batch.stream().map(rows).collect(Collectors.joining(",", "[", "]"));
    }
}
