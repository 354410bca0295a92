package dev.caravan.embedded;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * What the operator set about the stores.
 *
 * @param home {@code caravan.home}
 * @param postgres {@code caravan.postgres.*}
 * @param broker {@code caravan.broker.*}
 * @param storesAnswerWithin how long a store that somebody else runs may take to answer at start
 * @param database where an external database is, if there is one
 * @param externalBroker where an external broker is, if there is one
 */
record StoreSettings(
        Path home,
        Postgres postgres,
        BrokerSettings broker,
        Duration storesAnswerWithin,
        Address database,
        Address externalBroker) {

    static StoreSettings of(Environment environment) {
        Binder binder = Binder.get(environment);
        Local local = binder.bindOrCreate("caravan", Local.class);
        return new StoreSettings(
                local.home,
                local.postgres,
                local.broker,
                local.storesAnswerWithin,
                address(
                        environment,
                        "spring.datasource.url",
                        "spring.datasource.username",
                        "spring.datasource.password"),
                address(environment, "spring.activemq.broker-url", "spring.activemq.user", "spring.activemq.password"));
    }

    private static Address address(Environment environment, String url, String user, String password) {
        return new Address(
                environment.getProperty(url), environment.getProperty(user), environment.getProperty(password));
    }

    record Local(
            @DefaultValue("./data") Path home,
            @DefaultValue Postgres postgres,
            @DefaultValue BrokerSettings broker,
            @DefaultValue("10s") Duration storesAnswerWithin) {}

    /**
     * @param port of the embedded PostgreSQL, 0 for any free one
     * @param binaries where its programs are unpacked; in the home if null
     */
    record Postgres(@DefaultValue("0") int port, @Nullable Path binaries) {}

    record Address(
            @Nullable String url,
            @Nullable String user,
            @Nullable String password) {

        boolean given() {
            return StringUtils.hasText(url);
        }
    }
}
