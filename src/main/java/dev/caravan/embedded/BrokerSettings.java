package dev.caravan.embedded;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The connectors of the embedded broker: {@code caravan.broker.*}.
 *
 * @param address the address they listen on
 * @param openwirePort 0 for none
 * @param stompPort 0 for none
 * @param legacyPassword of the user {@code legacy}; generated if blank
 */
record BrokerSettings(
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("61616") int openwirePort,
        @DefaultValue("61613") int stompPort,
        @Nullable String legacyPassword) {

    static final String LEGACY_USER = "legacy";
    private static final String SECRET = "broker-legacy-password";

    String legacyPassword(Home home) {
        return passwordIsGenerated() ? home.secret(SECRET) : legacyPassword;
    }

    /** Where an operator finds the password. */
    String whereThePasswordIs(Home home) {
        return passwordIsGenerated() ? home.secretFile(SECRET).toString() : "CARAVAN_BROKER_LEGACY_PASSWORD";
    }

    private boolean passwordIsGenerated() {
        return legacyPassword == null || legacyPassword.isBlank();
    }
}
