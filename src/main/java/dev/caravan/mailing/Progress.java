package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a mailing that is under way is, and when it will be done.
 *
 * @param total how many messages it has, or will have when they are made
 * @param done how many of them are over
 * @param rate messages a second lately; 0 if there were none
 * @param usualRate the same while it was sending before that; 0 if it never was
 * @param waits those that cannot be sent yet, the earliest first
 * @param whole whether it is known of every message when it can be sent
 * @param end nothing is sent after it
 */
record Progress(
        long total,
        long done,
        double rate,
        double usualRate,
        List<Wait> waits,
        boolean whole,
        @Nullable Instant end) {

    /** So many messages that can be sent at a moment and not before, for their clients' hours or a retry. */
    record Wait(Instant until, long messages) {}

    /**
     * When the last message will be over, if it goes on as lately: not before the last opening of the hours that clients
     * wait for, and no later than the end of the mailing. Null while nothing was sent yet and nobody waits, and while it is
     * not known of every message when it can be sent.
     */
    @Nullable
    Instant eta(Instant now) {
        double pace = rate > 0 ? rate : usualRate;
        if (end == null || !whole || pace == 0 && waits.isEmpty() && done < total) {
            return null;
        }
        // Whoever waits until a moment, and all that wait longer, are sent after it: whichever of these takes longest.
        Instant last = now.plus(sending(total - done, pace));
        long behind = waits.stream().mapToLong(Wait::messages).sum();
        for (Wait wait : waits) {
            Instant over = wait.until().plus(sending(behind, pace));
            last = over.isAfter(last) ? over : last;
            behind -= wait.messages();
        }
        return last.isAfter(end) ? end : last;
    }

    private static Duration sending(long messages, double pace) {
        return pace == 0 ? Duration.ZERO : Duration.ofSeconds((long) Math.min(1e11, Math.ceil(messages / pace)));
    }

    /** @param underWay whether it is being sent: else there is neither rate nor end to be told */
    ObjectNode view(Instant now, boolean underWay) {
        Instant eta = underWay ? eta(now) : null;
        return JsonNodeFactory.instance
                .objectNode()
                .put("total", total)
                .put("done", done)
                .put("rate_per_second", underWay ? rate : 0)
                .put("eta", eta == null ? null : eta.toString());
    }
}
