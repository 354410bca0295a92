package dev.caravan.console.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;

/** What the tiles of the overview say, reckoned from the last minutes. */
public final class Figures {

    /** Over how many steps of two seconds: short enough to follow, long enough not to jump. */
    private static final int STEPS = 5;

    private final JsonNode live;

    public Figures(JsonNode live) {
        this.live = live;
    }

    /** How many a second, over the last ten. */
    public double rate(String kind) {
        JsonNode counts = live.path("counts").path(kind);
        long sum = 0;
        for (int i = Math.max(0, counts.size() - STEPS); i < counts.size(); i++) {
            sum += counts.get(i).asLong();
        }
        return sum / (double) (STEPS * live.path("step_seconds").asInt(2));
    }

    /** Deliveries that are due and not done. */
    public long waiting() {
        long waiting = 0;
        for (JsonNode queue : live.path("queues")) {
            waiting += queue.path("depth").asLong();
        }
        return waiting;
    }

    /** Whether nothing happened in the last minutes. */
    public boolean nothing() {
        return waiting() == 0 && sum(live, "accepted") == 0 && sum(live, "sent") == 0;
    }

    /** How many in the whole of a range. */
    public long sum(JsonNode traffic, String kind) {
        long sum = 0;
        for (JsonNode count : traffic.path("counts").path(kind)) {
            sum += count.asLong();
        }
        return sum;
    }

    /** Which share of the tries succeeded; empty if there was none. */
    public static OptionalDouble success(JsonNode channel) {
        long sent = channel.path("sent").asLong();
        long all = sent + channel.path("failed").asLong();
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(sent / (double) all);
    }
}
