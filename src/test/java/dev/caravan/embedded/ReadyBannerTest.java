package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class ReadyBannerTest {

    @TempDir
    Path directory;

    private boolean open = true;

    private final MockEnvironment environment =
            new MockEnvironment().withProperty("server.address", "127.0.0.1").withProperty("local.server.port", "8081");

    @Test
    void tellsWhereEverythingIs() {
        environment.setProperty("caravan.sandbox.active", "mail, sms");

        assertThat(shown())
                .contains("is ready after")
                .contains("http://127.0.0.1:8081/api/v1 (open to every program on this machine")
                .contains("http://127.0.0.1:8081/api/docs/ and http://127.0.0.1:8081/redoc/")
                .contains("http://127.0.0.1:8081/console/sandbox catches mail, sms")
                .contains("http://127.0.0.1:8081/actuator/prometheus")
                .contains("tcp://127.0.0.1:61616 stomp://127.0.0.1:61613 user legacy, password in "
                        + directory.resolve("secrets/broker-legacy-password"))
                .contains("embedded PostgreSQL in " + directory.resolve("postgres"))
                .contains("embedded ActiveMQ in " + directory.resolve("broker"));
    }

    @Test
    void tellsNoSecret() {
        open = false;
        environment.setProperty("caravan.api-keys", "hunter2");
        environment.setProperty("caravan.broker.legacy-password", "hunter2");
        environment.setProperty("spring.datasource.url", "jdbc:postgresql://db:5432/caravan?password=hunter2");

        assertThat(shown())
                .contains("needs an API key")
                .contains("password in CARAVAN_BROKER_LEGACY_PASSWORD")
                .contains("PostgreSQL at jdbc:postgresql://db:5432/caravan,")
                .doesNotContain("hunter2")
                .doesNotContain("/sandbox");
    }

    private String shown() {
        try (Home home = Home.open(directory)) {
            StoresInUse stores = StoresInUse.of(StoreSettings.of(environment), home);
            return new ReadyBanner(environment, stores, () -> open).lines().collect(Collectors.joining("\n"));
        }
    }
}
