package dev.caravan.provider;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every provider, by the name that routes use: {@code smtp}, {@code telegram}, {@code smsc}, {@code probe}, any other. */
public class Providers {

    private final Map<String, Provider> byName = new ConcurrentHashMap<>();
    private final Map<String, Limits> limits;
    private final Clock clock;
    private final Time time;

    /** @param limits what is configured, by provider; the others have {@link Limits#DEFAULT} */
    public Providers(Map<String, Limits> limits, Clock clock) {
        this(limits, clock, Time.SYSTEM);
    }

    Providers(Map<String, Limits> limits, Clock clock, Time time) {
        this.limits = limits;
        this.clock = clock;
        this.time = time;
    }

    /** Providers that bear any rate, for what is only rehearsed. */
    public static Providers unlimited(Clock clock) {
        return new Providers(Map.of(), clock, Time.of(clock)) {
            @Override
            Limits limits(String name) {
                return Limits.NO_RATE;
            }
        };
    }

    /** The gate before this provider, the same one for the same name. */
    public Provider of(String name) {
        return byName.computeIfAbsent(name, key -> new Provider(key, limits(key), clock, time));
    }

    /** Forgets how they did: every gate is as new. */
    public void clear() {
        byName.clear();
    }

    /** Takes up the states in which others were found; for what is only rehearsed. */
    public void resume(Iterable<ProviderState> found) {
        found.forEach(state -> of(state.name()).resume(state));
    }

    Limits limits(String name) {
        return limits.getOrDefault(name, Limits.DEFAULT);
    }

    /** How every provider that was used so far is doing, by name. */
    public List<ProviderState> states() {
        return byName.values().stream()
                .map(Provider::state)
                .sorted(Comparator.comparing(ProviderState::name))
                .toList();
    }
}
