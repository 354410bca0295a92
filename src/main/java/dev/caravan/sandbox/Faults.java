package dev.caravan.sandbox;

import dev.caravan.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Decides how a provider takes the next message: by a switch that someone set for a while, else by its recipient. */
final class Faults {

    static final String SMTP = "smtp";
    static final String TELEGRAM = "telegram";
    static final String SMSC = "smsc";
    static final String PROBE = "probe";
    static final List<String> PROVIDERS = List.of(SMTP, TELEGRAM, SMSC, PROBE);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int REMEMBERED = 10_000;

    private final Supplier<Instant> now;
    private final Map<String, Switch> switches = new ConcurrentHashMap<>();
    private final Map<String, Integer> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    Faults(Supplier<Instant> now) {
        this.now = now;
    }

    /** A fault that a provider has for everyone, and when it ends. */
    record Switch(Behaviour behaviour, Instant until) {}

    /** @throws Problem 400 for an unknown provider, or a time that is negative or over a day */
    void set(String provider, Behaviour behaviour, long seconds) {
        if (!PROVIDERS.contains(provider)) {
            throw Problem.invalid("provider", "must be one of " + String.join(", ", PROVIDERS));
        }
        if (seconds < 0 || seconds > LONGEST.toSeconds()) {
            throw Problem.invalid("seconds", "must be a number from 0 to " + LONGEST.toSeconds());
        }
        if (behaviour == Behaviour.ACCEPT || seconds == 0) {
            switches.remove(provider);
        } else {
            switches.put(provider, new Switch(behaviour, now.get().plusSeconds(seconds)));
        }
    }

    /** @return the switches that are on now, by provider */
    Map<String, Switch> on() {
        if (switches.isEmpty()) {
            return Map.of();
        }
        Instant moment = now.get();
        switches.values().removeIf(each -> !each.until().isAfter(moment));
        return new TreeMap<>(switches);
    }

    /** @return what is switched on for the provider, else {@link Behaviour#ACCEPT} */
    Behaviour switched(String provider) {
        Switch on = on().get(provider);
        return on == null ? Behaviour.ACCEPT : on.behaviour();
    }

    /** @param message tells one message from another, so that a fault that comes a few times ends */
    Behaviour of(String provider, Rehearsal rehearsal, String message) {
        Behaviour switched = switched(provider);
        return switched == Behaviour.ACCEPT ? rehearsed(rehearsal, provider + '\n' + message) : switched;
    }

    /** Ends every switch and forgets which messages have failed before. */
    void clear() {
        switches.clear();
        synchronized (tries) {
            tries.clear();
        }
    }

    private Behaviour rehearsed(Rehearsal rehearsal, String message) {
        if (rehearsal.times() == 0) {
            return rehearsal.behaviour();
        }
        synchronized (tries) {
            return tries.merge(message, 1, Integer::sum) <= rehearsal.times()
                    ? rehearsal.behaviour()
                    : Behaviour.ACCEPT;
        }
    }
}
