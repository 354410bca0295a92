package dev.caravan.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How many webhooks may be under way to each target from this instance, so that one that hangs cannot take all workers.
 * A target begins with a few, may have one more with each success and half as many with each failure; one that keeps
 * failing gets a pause, and then a single try.
 */
@Component
class Lanes {

    /** How many a target may have that nothing is known of. */
    static final int AT_FIRST = 4;

    private static final int FAILURES_BEFORE_A_PAUSE = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);
    private static final Duration REMEMBERED_WELL = Duration.ofSeconds(5);
    private static final Duration REMEMBERED_FAILING = Duration.ofMinutes(10);

    private static final class Lane {
        private int window = AT_FIRST;
        private int underWay;
        private int failures;
        private Instant pausedUntil = Instant.MIN;
        private Instant lastDone = Instant.MAX;
    }

    private final int workers;
    private final int perTarget;
    private final Duration firstPause;
    private final Clock clock;
    private final Map<String, Lane> lanes = new HashMap<>();
    private int underWay;

    Lanes(WebhookSettings settings, Clock clock) {
        this.workers = settings.workers();
        this.perTarget = settings.perEndpoint();
        this.firstPause = settings.schedule().get(0);
        this.clock = clock;
    }

    /** How many more may be under way to all targets together. */
    synchronized int free() {
        return workers - underWay;
    }

    /** How many more each target may have that has a limit of its own, as rows for the claim. */
    synchronized ArrayNode rooms() {
        Instant now = clock.instant();
        lanes.values().removeIf(lane -> forgettable(lane, now));
        ArrayNode rooms = JsonNodeFactory.instance.arrayNode();
        lanes.forEach((target, lane) -> rooms.addObject().put("target", target).put("room", room(lane, now)));
        return rooms;
    }

    /** How many a target may have that has no limit of its own. */
    int roomOfOthers() {
        return Math.min(AT_FIRST, perTarget);
    }

    synchronized void begun(String target) {
        underWay++;
        lanes.computeIfAbsent(target, t -> new Lane()).underWay++;
    }

    /**
     * Notes the end of a try.
     *
     * @param succeeded null if the endpoint was not asked
     * @param notBefore the moment that the endpoint asked to wait for, if it did
     */
    synchronized void done(String target, @Nullable Boolean succeeded, @Nullable Instant notBefore) {
        Lane lane = lanes.computeIfAbsent(target, t -> new Lane());
        underWay--;
        lane.underWay--;
        lane.lastDone = clock.instant();
        if (succeeded == null) {
            return;
        }
        if (succeeded) {
            lane.failures = 0;
            lane.window = Math.min(lane.window + 1, perTarget);
            lane.pausedUntil = Instant.MIN;
            return;
        }
        lane.failures++;
        lane.window = Math.max(1, lane.window / 2);
        if (lane.failures >= FAILURES_BEFORE_A_PAUSE) {
            lane.window = 1;
            int doublings = Math.min(lane.failures - FAILURES_BEFORE_A_PAUSE, 16);
            pause(lane, lane.lastDone.plus(shorter(firstPause.multipliedBy(1L << doublings), LONGEST_PAUSE)));
        }
        if (notBefore != null) {
            Instant latest = lane.lastDone.plus(LONGEST_ASKED);
            pause(lane, notBefore.isAfter(latest) ? latest : notBefore);
        }
    }

    /** Ends the pause of a target: somebody says that it is well again. */
    synchronized void resume(String target) {
        Lane lane = lanes.get(target);
        if (lane != null) {
            lane.failures = 0;
            lane.window = Math.max(lane.window, AT_FIRST);
            lane.pausedUntil = Instant.MIN;
        }
    }

    private static void pause(Lane lane, Instant until) {
        lane.pausedUntil = until.isAfter(lane.pausedUntil) ? until : lane.pausedUntil;
    }

    private int room(Lane lane, Instant now) {
        return now.isBefore(lane.pausedUntil) ? 0 : Math.max(0, Math.min(lane.window, perTarget) - lane.underWay);
    }

    private static boolean forgettable(Lane lane, Instant now) {
        Duration kept = lane.failures == 0 ? REMEMBERED_WELL : REMEMBERED_FAILING;
        return lane.underWay == 0 && !now.isBefore(lane.pausedUntil) && lane.lastDone.isBefore(now.minus(kept));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
