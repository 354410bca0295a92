package dev.caravan.embedded;

import org.jspecify.annotations.Nullable;

/**
 * Where the application keeps its data, in words for its operator, without secrets.
 *
 * @param database which database
 * @param broker which broker
 * @param queues how legacy systems reach the broker; null if Caravan has no say in it
 */
record StoresInUse(String database, String broker, @Nullable String queues) {

    static StoresInUse of(StoreSettings settings, Home home) {
        return new StoresInUse(
                settings.database().given()
                        ? "PostgreSQL at "
                                + ExternalPostgres.withoutSecrets(
                                        settings.database().url())
                        : "embedded PostgreSQL in " + home.path("postgres"),
                settings.externalBroker().given()
                        ? "ActiveMQ at "
                                + ExternalPostgres.withoutSecrets(
                                        settings.externalBroker().url())
                        : "embedded ActiveMQ in " + home.path("broker"),
                settings.externalBroker().given() ? null : queues(settings.broker(), home));
    }

    private static @Nullable String queues(BrokerSettings broker, Home home) {
        String addresses = (broker.openwirePort() == 0
                        ? ""
                        : "tcp://" + broker.address() + ":" + broker.openwirePort() + " ")
                + (broker.stompPort() == 0 ? "" : "stomp://" + broker.address() + ":" + broker.stompPort() + " ");
        return addresses.isEmpty()
                ? null
                : addresses + "user " + BrokerSettings.LEGACY_USER + ", password in " + broker.whereThePasswordIs(home);
    }
}
