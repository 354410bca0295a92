package dev.caravan.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides what becomes of a delivery after a round: sent, again later, suppressed, or failed for good. Looks at every fault of the
 * round, not only at the last: a bad e-mail address does not end a delivery whose SMS may go through in a minute.
 */
@Component
class Verdict {

    private final RetrySchedule schedule;
    private final Clock clock;

    Verdict(RetrySchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    Outcome of(Delivery delivery) {
        return delivery.sent() ? sent(delivery) : notSent(delivery);
    }

    private Outcome sent(Delivery delivery) {
        delivery.history().add(HistoryEntry.status(clock.instant(), "sent", null));
        return new Outcome(delivery, "sent", delivery.facts().rounds(), null, delivery.providerMessageId(), null);
    }

    private Outcome notSent(Delivery delivery) {
        List<Fault> faults = delivery.faults();
        Instant now = clock.instant();
        String error = faults.isEmpty() ? "no channel was tried" : words(faults);
        int rounds = delivery.facts().rounds();
        if (faults.stream().noneMatch(Fault::temporary)) {
            String suppressed = suppressed(faults);
            return suppressed == null
                    ? over(delivery, "failed", rounds + 1, error, null)
                    : over(delivery, "suppressed", rounds, suppressed, null);
        }
        Instant asked = notBefore(faults);
        boolean charged = faults.stream().anyMatch(f -> f.temporary() && f.counted());
        if (charged) {
            rounds++;
            if (!schedule.another(rounds)) {
                return over(delivery, "failed", rounds, error, "gave up after " + rounds + " attempts");
            }
        }
        Duration pause = charged
                ? schedule.pause(rounds, now, asked)
                : asked == null ? Duration.ofSeconds(1) : Duration.between(now, asked);
        Instant expiresAt = delivery.facts().expiresAt();
        if (expiresAt != null && !now.plus(pause).isBefore(expiresAt)) {
            return over(delivery, "expired", rounds, error, "the next try would come after expires_at");
        }
        delivery.history().add(HistoryEntry.status(now, "queued", "again at " + now.plus(pause)));
        return new Outcome(delivery, "queued", rounds, error, null, pause.isNegative() ? Duration.ZERO : pause);
    }

    /** Why nobody was asked to take the message, if the suppression list is to blame; null if it is not. */
    private static @Nullable String suppressed(List<Fault> faults) {
        return faults.stream().anyMatch(Fault::counted)
                ? null
                : faults.stream()
                        .filter(fault -> fault instanceof Skipped skipped && skipped.isSuppressed())
                        .map(Fault::getMessage)
                        .findFirst()
                        .orElse(null);
    }

    /** The earliest time that a provider asked to wait for; null if one of them may be tried at any time. */
    private static @Nullable Instant notBefore(List<Fault> faults) {
        List<Fault> temporary = faults.stream().filter(Fault::temporary).toList();
        if (temporary.stream().anyMatch(fault -> fault.retryAt() == null)) {
            return null;
        }
        return temporary.stream()
                .map(Fault::retryAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private Outcome over(Delivery delivery, String status, int rounds, String error, @Nullable String reason) {
        delivery.history().add(HistoryEntry.status(clock.instant(), status, reason == null ? error : reason));
        return new Outcome(delivery, status, rounds, error, null, null);
    }

    /** The last fault that a provider is to blame for; that a breaker is open tells less. */
    private static String words(List<Fault> faults) {
        for (int i = faults.size() - 1; i >= 0; i--) {
            if (faults.get(i).counted()) {
                return String.valueOf(faults.get(i).getMessage());
            }
        }
        return String.valueOf(faults.get(faults.size() - 1).getMessage());
    }
}
