package dev.caravan.apikey;

import dev.caravan.access.Holder;
import dev.caravan.api.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A key that lets in, as this instance knows it: how often it was used here, and when last. */
final class KeyInForce {

    private static final long SECOND = 1_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final UUID id;
    private final Holder holder;
    private final @Nullable Integer perMinute;
    /** As much as one minute's worth at once, and then at that pace. */
    private final @Nullable Bucket bucket;

    private volatile long usedAt;
    private volatile long toldAt;

    KeyInForce(UUID id, Holder holder, @Nullable Integer perMinute) {
        this.id = id;
        this.holder = holder;
        this.perMinute = perMinute;
        this.bucket = perMinute == null
                ? null
                : Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                        .build();
    }

    /** This one if it says the same as the other, else the other, which goes on from here. */
    KeyInForce orChanged(KeyInForce other) {
        boolean same = holder.equals(other.holder)
                && (perMinute == null ? other.perMinute == null : perMinute.equals(other.perMinute));
        if (same) {
            return this;
        }
        other.usedAt = usedAt;
        other.toldAt = toldAt;
        return other;
    }

    UUID id() {
        return id;
    }

    /** @throws Problem 429 if it was used as often as it may be */
    Holder use(long millis) {
        if (millis - usedAt >= SECOND) {
            usedAt = millis;
        }
        if (bucket != null) {
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill() + 999_999_999);
                throw Problem.tooManyRequests("This key may send " + perMinute + " requests a minute.", (int) seconds);
            }
        }
        return holder;
    }

    /** When it was used last, if that is to be written down now: at most once a minute. Milliseconds; 0: no. */
    long toTell(long now) {
        long used = usedAt;
        return used > toldAt && now - toldAt >= MINUTE.toMillis() ? used : 0;
    }

    void told(long now) {
        toldAt = now;
    }
}
