package dev.caravan.sms;

import java.time.Clock;
import java.util.Map;

/** The providers' beans with accounts that nobody has, for tests of routes that reach no provider. */
public final class SmsAccounts {

    private SmsAccounts() {}

    /** By their names as beans. */
    public static Map<String, Object> invented(Clock clock) {
        return Map.of("smsc", new Smsc("login", "password", clock), "probe", new Probe("token", clock));
    }
}
