package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.activemq.ActiveMQAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

class StoresTest {

    // Kept from test to test, since making a database costs more than the rest.
    @TempDir
    static Path first;

    @TempDir
    static Path second;

    @TempDir
    Path empty;

    @Test
    void anApplicationHasADatabaseAndABrokerUntilItsLastBeanIsGone() throws Exception {
        var context = StoresOnly.start(UsesThemToTheEnd.class, first, List.of());
        UsesThemToTheEnd.last = "";
        assertThat(context.getEnvironment().getProperty("caravan.home"))
                .isEqualTo(first.toRealPath().toString());
        Path pidFile = first.resolve("postgres/postmaster.pid");
        assertThat(pidFile).exists();

        context.close();

        assertThat(UsesThemToTheEnd.last).isEqualTo("asked, sent");
        assertThat(pidFile).doesNotExist();
        Home.open(first).close();
    }

    @Test
    void twoApplicationsInOneProcessDoNotMeet() throws Exception {
        try (var one = StoresOnly.start(first);
                var other = StoresOnly.start(second)) {
            send(one, "for one");

            assertThat(receive(other)).isNull();
            assertThat(receive(one)).isEqualTo("for one");
        }
    }

    @Test
    void aStartThatFailsLeavesNothingRunning() {
        assertThatThrownBy(() -> StoresOnly.start(FailsAtStart.class, first, List.of()))
                .hasRootCauseMessage("a bean that fails");

        assertThat(first.resolve("postgres/PG_VERSION")).exists();
        assertThat(first.resolve("postgres/postmaster.pid")).doesNotExist();
        Home.open(first).close();
    }

    @Test
    void anApplicationWithoutTheMarkStartsNoStore() {
        try (var context = StoresOnly.start(NoStores.class, empty.resolve("home"), List.of())) {
            assertThat(empty.resolve("home")).doesNotExist();
        }
    }

    @Test
    void anExternalDatabaseIsUsedIfItIsRightAndExplainedIfItIsNot() throws Exception {
        try (Home theirs = Home.open(first)) {
            int port = EmbeddedPostgres.freePort();
            try (var server = EmbeddedPostgres.start(theirs, StoresOnly.BINARIES, port)) {
                String url = EmbeddedPostgres.jdbcUrl(port);
                String password = EmbeddedPostgres.password(theirs);

                try (var context = StoresOnly.start(empty, database(url, password))) {
                    context.getBean(DataSource.class).getConnection().close();
                    assertThat(empty.resolve("postgres")).doesNotExist();
                }
                assertThatThrownBy(() -> StoresOnly.start(empty, database(url, "hunter2-wrong")))
                        .hasRootCauseInstanceOf(java.sql.SQLException.class)
                        .extracting(StartupReport::line)
                        .asString()
                        .contains(url, "refuses the user or password", "SPRING_DATASOURCE_PASSWORD")
                        .doesNotContain("hunter2");
                assertThatThrownBy(() -> StoresOnly.start(empty, database(url + "x", password)))
                        .extracting(StartupReport::line)
                        .asString()
                        .contains("does not exist; create it", "SPRING_DATASOURCE_URL");
            }
        }
    }

    @Test
    void externalStoresThatDoNotAnswerAreExplained() throws Exception {
        try (ServerSocket silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress("127.0.0.1", 0));
            String address = "127.0.0.1:" + silent.getLocalPort();

            assertThatThrownBy(() -> StoresOnly.start(
                            empty,
                            "--spring.datasource.url=jdbc:postgresql://" + address + "/db?password=hunter2",
                            "--caravan.stores-answer-within=1s"))
                    .extracting(StartupReport::line)
                    .asString()
                    .contains("jdbc:postgresql://" + address + "/db cannot be used", "SPRING_DATASOURCE_URL")
                    .doesNotContain("hunter2");
            List<String> silentBroker = List.of(
                    "--spring.datasource.url=jdbc:postgresql://" + address + "/db",
                    "--spring.activemq.broker-url=failover:(tcp://" + address + ")?jms.password=hunter2",
                    "--caravan.stores-answer-within=1s");
            assertThatThrownBy(() -> StoresOnly.start(UsesTheBrokerAlone.class, empty, silentBroker))
                    .extracting(StartupReport::line)
                    .asString()
                    .contains(address, "does not answer within 1 s", "SPRING_ACTIVEMQ_BROKER_URL")
                    .doesNotContain("hunter2");
        }
    }

    private static String[] database(String url, String password) {
        return new String[] {
            "--spring.datasource.url=" + url,
            "--spring.datasource.username=caravan",
            "--spring.datasource.password=" + password
        };
    }

    private static void send(ConfigurableApplicationContext context, String text) {
        try (JMSContext jms = context.getBean(ConnectionFactory.class).createContext()) {
            jms.createProducer().send(jms.createQueue("urgent"), text);
        }
    }

    private static @Nullable String receive(ConfigurableApplicationContext context) throws JMSException {
        try (JMSContext jms = context.getBean(ConnectionFactory.class).createContext()) {
            Message message = jms.createConsumer(jms.createQueue("urgent")).receive(500);
            return message == null ? null : message.getBody(String.class);
        }
    }

    @WithStores
    static class UsesThemToTheEnd extends StoresOnly {

        static String last = "";

        @Bean
        DisposableBean user(DataSource database, ConnectionFactory broker) {
            return () -> {
                try (var connection = database.getConnection();
                        JMSContext jms = broker.createContext()) {
                    connection.createStatement().execute("SELECT 1");
                    last = "asked";
                    jms.createProducer().send(jms.createQueue("urgent"), "x");
                    last += ", sent";
                }
            };
        }
    }

    @WithStores
    static class FailsAtStart extends StoresOnly {

        @Bean
        Object fails(DataSource database, ConnectionFactory broker) {
            throw new IllegalStateException("a bean that fails");
        }
    }

    @WithStores
    @ImportAutoConfiguration(ActiveMQAutoConfiguration.class)
    static class UsesTheBrokerAlone {}

    static class NoStores {}
}
