package dev.caravan.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.Delivery.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store would know of a delivery that is in none: each round begins where the one before ended. */
final class RehearsedDelivery {

    /** Longer than any rehearsal, in nanoseconds. */
    private static final long HELD = Duration.ofHours(1).toNanos();

    private Facts facts;
    private String status = "queued";
    private Instant dueAt;
    private int rounds;
    private @Nullable Outcome last;
    private @Nullable String error;
    private final List<HistoryEntry> history = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    RehearsedDelivery(Facts facts, Instant dueAt) {
        this.facts = facts;
        this.dueAt = dueAt;
    }

    Facts facts() {
        return facts;
    }

    boolean open() {
        return status.equals("queued");
    }

    Instant dueAt() {
        return dueAt;
    }

    int rounds() {
        return rounds;
    }

    void expire() {
        status = "expired";
        error = "expires_at passed before it could be sent";
    }

    Delivery begin(Instant now) {
        rounds++;
        return new Delivery(facts, now, System.nanoTime() + HELD);
    }

    void settle(Outcome outcome, Instant now) {
        Delivery delivery = outcome.delivery();
        last = outcome;
        status = outcome.status();
        error = outcome.error();
        history.addAll(delivery.history());
        if (outcome.retryIn() != null) {
            pauses.add(outcome.retryIn());
            dueAt = now.plus(outcome.retryIn());
        }
        facts = facts.after(delivery, outcome.rounds());
    }

    ObjectNode result() {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("status", status)
                .put("channel", last == null ? null : last.delivery().channel())
                .put("provider", provider())
                .put("attempts", facts.attempts())
                .put(
                        "tries",
                        history.stream()
                                .filter(entry -> entry.provider() != null)
                                .count())
                .put("rounds", rounds)
                .put("error", error)
                .put("provider_message_id", last == null ? null : last.providerMessageId());
        ArrayNode waits = result.putArray("waits");
        pauses.forEach(pause -> waits.add(pause.toMillis() / 1000.0));
        ArrayNode entries = result.putArray("history");
        history.stream()
                .filter(entry -> entry.outcome() != null)
                .forEach(entry -> entries.addObject()
                        .put("at", entry.at().toString())
                        .put("channel", entry.channel())
                        .put("provider", entry.provider())
                        .put("outcome", entry.outcome())
                        .put("temporary", entry.temporary())
                        .put("error", entry.error()));
        return result;
    }

    private @Nullable String provider() {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i).provider() != null) {
                return history.get(i).provider();
            }
        }
        return null;
    }
}
