package dev.caravan.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Resilience4j circuit breaker that also knows when it lets calls through again. */
final class Breaker {

    /** Trial calls that never report back must not keep the provider shut for good. */
    private static final Duration LONGEST_TRIAL = Duration.ofMinutes(2);

    private final CircuitBreaker breaker;
    private final Clock clock;
    private volatile Instant opensAt = Instant.MIN;

    Breaker(String name, Limits limits, Clock clock) {
        this.clock = clock;
        breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowSize(limits.window())
                        .minimumNumberOfCalls(limits.minimumCalls())
                        .failureRateThreshold(limits.failurePercent())
                        .waitDurationInOpenState(limits.openFor())
                        .permittedNumberOfCallsInHalfOpenState(limits.trialCalls())
                        .maxWaitDurationInHalfOpenState(LONGEST_TRIAL)
                        .writableStackTraceEnabled(false)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                opensAt = clock.instant().plus(limits.openFor());
            }
        });
    }

    boolean tryAcquire() {
        return breaker.tryAcquirePermission();
    }

    void release() {
        breaker.releasePermission();
    }

    void success(Duration took) {
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }

    void failure(Duration took, Throwable fault) {
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, fault);
    }

    /** Opens it until then, whatever it saw. */
    void open(Instant until) {
        // It lets calls through after that moment, not at it.
        breaker.transitionToOpenStateFor(
                Duration.between(clock.instant(), until).minusNanos(1));
        opensAt = until;
    }

    /** When the open breaker lets a trial call through; {@code null} if it is not open. */
    @Nullable
    Instant opensAt() {
        return breaker.getState() == CircuitBreaker.State.OPEN ? opensAt : null;
    }

    String state() {
        return breaker.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
