package dev.caravan.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * When a webhook that was not taken is tried again: the pauses of the schedule (those of Standard Webhooks unless
 * configured), each stretched by up to a fifth at random, until the time to give up.
 */
@Component
class TrySchedule {

    private final List<Duration> pauses;
    private final Duration giveUpAfter;
    private final Clock clock;

    TrySchedule(WebhookSettings settings, Clock clock) {
        this.pauses = settings.schedule();
        this.giveUpAfter = settings.giveUpAfter();
        this.clock = clock;
    }

    /**
     * How long to wait before the next try; null if there is none.
     *
     * @param tries that have failed, this one included
     * @param since when it was made or replayed
     * @param notBefore the moment that the endpoint asked to wait for, if it did
     */
    @Nullable
    Duration pause(int tries, Instant since, @Nullable Instant notBefore) {
        Instant now = clock.instant();
        Duration planned = pauses.get(Math.min(tries, pauses.size()) - 1);
        Duration pause = Duration.ofMillis((long)
                (planned.toMillis() * (1 + 0.2 * ThreadLocalRandom.current().nextDouble())));
        Duration asked = notBefore == null ? Duration.ZERO : Duration.between(now, notBefore);
        Duration longer = asked.compareTo(pause) > 0 ? asked : pause;
        return now.plus(longer).isAfter(since.plus(giveUpAfter)) ? null : longer;
    }
}
