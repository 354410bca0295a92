package dev.caravan.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * When a delivery is tried again after a round in which every channel failed: 2 s, 4 s, 8 s … each stretched by up to a
 * fifth at random, so that what failed together does not come back together.
 */
@Component
class RetrySchedule {

    private static final Duration LONGEST = Duration.ofHours(6);

    private final int rounds;
    private final Duration backoff;

    RetrySchedule(@Value("${caravan.retry.attempts}") int rounds, @Value("${caravan.retry.backoff}") Duration backoff) {
        if (rounds < 1 || backoff.isNegative()) {
            throw new IllegalStateException(
                    "CARAVAN_RETRY_ATTEMPTS must be at least 1 and CARAVAN_RETRY_BACKOFF not negative");
        }
        this.rounds = rounds;
        this.backoff = backoff;
    }

    /** Whether a delivery that failed this many rounds may have another. */
    boolean another(int failedRounds) {
        return failedRounds < rounds;
    }

    /**
     * How long to wait after this many failed rounds.
     *
     * @param notBefore the moment that a provider asked to wait for, if one did
     */
    Duration pause(int failedRounds, Instant now, @Nullable Instant notBefore) {
        double factor = Math.pow(2, Math.min(failedRounds - 1, 30))
                * (1 + 0.2 * ThreadLocalRandom.current().nextDouble());
        Duration pause = Duration.ofMillis((long) Math.min(backoff.toMillis() * factor, LONGEST.toMillis()));
        Duration asked = notBefore == null ? Duration.ZERO : Duration.between(now, notBefore);
        return asked.compareTo(pause) > 0 ? asked : pause;
    }
}
