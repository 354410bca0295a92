package dev.caravan.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Slows the guessing of passwords: after some failures no further try is looked at for a while. Of one user from one address
 * few are borne; more from an address, since offices share one; and many of one user from everywhere, or others could lock
 * that one out. Each instance counts for itself.
 */
@Component
class LoginThrottle {

    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int OF_USER_AND_ADDRESS = 5;
    private static final int OF_ADDRESS = 30;
    private static final int OF_USER = 100;

    private final Cache<String, AtomicInteger> failures =
            Caffeine.newBuilder().expireAfterWrite(WINDOW).maximumSize(100_000).build();

    private final Cache<String, Boolean> refusals =
            Caffeine.newBuilder().expireAfterWrite(WINDOW).maximumSize(100_000).build();

    /** Whether another try may be looked at. */
    boolean open(String name, String address) {
        return count(both(name, address)) < OF_USER_AND_ADDRESS
                && count(address) < OF_ADDRESS
                && count(user(name)) < OF_USER;
    }

    void failed(String name, String address) {
        failures.get(both(name, address), unknown -> new AtomicInteger()).incrementAndGet();
        failures.get(address, unknown -> new AtomicInteger()).incrementAndGet();
        failures.get(user(name), unknown -> new AtomicInteger()).incrementAndGet();
    }

    /** Whether this refusal is the first of a while: only that one is worth being told of. */
    boolean firstRefusal(String name, String address) {
        return refusals.asMap().putIfAbsent(both(name, address), true) == null;
    }

    void succeeded(String name, String address) {
        failures.invalidate(both(name, address));
    }

    private int count(String key) {
        AtomicInteger count = failures.getIfPresent(key);
        return count == null ? 0 : count.get();
    }

    private static String user(String name) {
        return "user " + name.toLowerCase(Locale.ROOT);
    }

    private static String both(String name, String address) {
        return user(name) + " from " + address;
    }
}
