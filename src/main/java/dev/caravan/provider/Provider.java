package dev.caravan.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.delivery.Fault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.ProviderUnavailable;
import dev.caravan.delivery.TemporaryFault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The gate before one provider. Every call goes {@link #admit} → the call → {@link #succeeded} or {@link #failed},
 * exactly one of the two: each admission holds a permit of the circuit breaker until then. What {@code admit} itself
 * threw is not reported back: nothing was called.
 */
public final class Provider {

    /** Callers turned away from a provider without a rate come back so far apart. */
    private static final double UNLIMITED_COME_BACK_RATE = 50;

    private static final Duration TRIAL_RETRY = Duration.ofSeconds(1);
    private static final String FULL = "takes no more now";

    private final String name;
    private final Limits limits;
    private final Clock clock;
    private final Time time;
    private final Breaker breaker;
    private final @Nullable Pace pace;
    private final Pace comeBack;
    private final Cache<String, Pace> recipients;
    private final AtomicReference<Pause> pause = new AtomicReference<>(Pause.NONE);
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile @Nullable LastError lastError;

    Provider(String name, Limits limits, Clock clock, Time time) {
        this.name = name;
        this.limits = limits.of(name);
        this.clock = clock;
        this.time = time;
        this.breaker = new Breaker(name, this.limits, clock);
        double rate = this.limits.perSecond();
        this.pace = rate > 0 ? new Pace(rate, time) : null;
        this.comeBack = pace != null ? pace : new Pace(UNLIMITED_COME_BACK_RATE, time);
        this.recipients = Caffeine.newBuilder()
                .expireAfterAccess(Duration.ofMinutes(10))
                .maximumSize(100_000)
                .ticker(time::nanos)
                .build();
    }

    /** The name by which routes and configuration know it. */
    public String name() {
        return name;
    }

    /**
     * Returns when the provider may be called now, after waiting up to the configured patience for a slot.
     *
     * @param recipient whose own rate counts too; {@code null} if there is none
     * @throws ProviderUnavailable the circuit breaker is open
     * @throws Postponed the rate is used up, or the provider asked for a pause
     */
    public void admit(@Nullable String recipient) {
        refuseWhilePaused();
        if (!breaker.tryAcquire()) {
            Instant opensAt = breaker.opensAt();
            throw new ProviderUnavailable(
                    name + " is left alone after repeated faults",
                    opensAt != null ? opensAt : clock.instant().plus(TRIAL_RETRY));
        }
        boolean admitted = false;
        try {
            awaitSlots(recipient);
            // A pause may have begun while this call waited.
            refuseWhilePaused();
            admitted = true;
        } finally {
            if (!admitted) {
                breaker.release();
            }
        }
        calls.increment();
    }

    /** The provider took the message. */
    public void succeeded(Duration took) {
        breaker.success(took);
    }

    /**
     * The call failed. Only a temporary fault speaks against the provider, unless it is about the message; a permanent one
     * is about the recipient, and {@link Postponed}, which is how a channel reports HTTP 429, pauses the provider until the moment it names.
     */
    public void failed(Fault fault, Duration took) {
        lastError = new LastError(String.valueOf(fault.getMessage()), clock.instant());
        if (fault instanceof Postponed) {
            breaker.release();
            Instant until = fault.retryAt();
            if (until != null) {
                pauseUntil(until);
            }
        } else if (!fault.counted()) {
            breaker.release();
        } else if (fault instanceof TemporaryFault temporary && !temporary.isAboutMessage()) {
            failures.increment();
            breaker.failure(took, fault);
        } else {
            breaker.success(took);
        }
    }

    /** No call is admitted before this moment. An earlier moment than the one already set changes nothing. */
    public void pauseUntil(Instant until) {
        pause(until, "asked for a pause");
    }

    private void pause(Instant until, String words) {
        pause.accumulateAndGet(new Pause(until, words), (a, b) -> a.until.isAfter(b.until) ? a : b);
    }

    /** Makes this gate one that was found in such a state. For a rehearsal: no call changed it. */
    void resume(ProviderState found) {
        Instant now = clock.instant();
        if (found.opensAt() != null && found.opensAt().isAfter(now)) {
            breaker.open(found.opensAt());
        }
        if (found.fullUntil() != null) {
            pause(found.fullUntil(), FULL);
        }
        if (found.pausedUntil() != null) {
            pauseUntil(found.pausedUntil());
        }
    }

    /** How it is doing. */
    public ProviderState state() {
        Instant now = clock.instant();
        Instant pausedUntil = pause.get().until;
        long queued = pace == null ? 0 : pace.queued();
        LastError error = lastError;
        return new ProviderState(
                name,
                breaker.state(),
                breaker.opensAt(),
                limits.perSecond(),
                limits.perSecondAndRecipient(),
                pausedUntil.isAfter(now) ? pausedUntil : null,
                queued > limits.patience().toNanos() ? now.plusNanos(queued) : null,
                calls.sum(),
                failures.sum(),
                error != null ? error.message : null,
                error != null ? error.at : null);
    }

    private void refuseWhilePaused() {
        Instant now = clock.instant();
        Pause pausing = pause.get();
        if (pausing.until.isAfter(now)) {
            long earliest = time.nanos() + Duration.between(now, pausing.until).toNanos();
            throw new Postponed(name + " " + pausing.words, instant(comeBack.comeBack(earliest)));
        }
    }

    private void awaitSlots(@Nullable String recipient) {
        long patience = time.nanos() + limits.patience().toNanos();
        if (recipient != null && limits.perSecondAndRecipient() > 0) {
            awaitSlot(
                    recipients.get(recipient, key -> new Pace(limits.perSecondAndRecipient(), time)),
                    patience,
                    name + " takes no more for this recipient now");
        }
        if (pace != null) {
            awaitSlot(pace, patience, name + " " + FULL);
        }
    }

    private void awaitSlot(Pace pace, long patienceEnds, String refusal) {
        try {
            if (pace.enter(patienceEnds - time.nanos())) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Postponed(refusal, instant(pace.comeBack(time.nanos())));
    }

    private Instant instant(long nanos) {
        return clock.instant().plusNanos(nanos - time.nanos());
    }

    /** @param words what the provider did, behind its name */
    private record Pause(Instant until, String words) {

        private static final Pause NONE = new Pause(Instant.MIN, "");
    }

    private record LastError(String message, Instant at) {}
}
