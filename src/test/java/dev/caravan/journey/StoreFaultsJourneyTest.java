package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Postgres and the broker go away and come back, while the application runs on external ones. */
class StoreFaultsJourneyTest {

    private static EmbeddedPostgres postgres;
    private static BrokerService broker;
    private static Gate postgresGate;
    private static Gate brokerGate;
    private static App app;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        postgresGate = new Gate(postgres.getPort());
        startBroker();
        brokerGate = new Gate(brokerPort());
        app = App.start(Map.of(
                "spring.datasource.url",
                "jdbc:postgresql://127.0.0.1:" + postgresGate.port() + "/postgres",
                "spring.datasource.username",
                "postgres",
                "spring.datasource.password",
                "postgres",
                "spring.activemq.broker-url",
                "tcp://127.0.0.1:" + brokerGate.port(),
                "caravan.lease",
                "3s"));
    }

    private static void startBroker() throws Exception {
        broker = OtherBroker.start("external");
    }

    private static int brokerPort() {
        return OtherBroker.port(broker);
    }

    @AfterEach
    void open() {
        postgresGate.open();
        brokerGate.open();
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
        brokerGate.close();
        broker.stop();
        postgresGate.close();
        postgres.close();
    }

    private static String body(String to) {
        return "{\"recipients\":[{\"email\":\"" + to + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}";
    }

    @Test
    void withoutPostgresNothingIsAcceptedAndAfterwardsEverythingGoesOn() throws IOException {
        String before = app.notify(body("before@example.com"));
        app.await(before, "sent");

        postgresGate.shut();
        App.Answer refused = app.post("/api/v1/notifications", body("meanwhile@example.com"));
        postgresGate.open();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.raw().headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.raw().headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.text()).doesNotContain("SQL", "Exception", "jdbc", "postgres");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> app.post("/api/v1/notifications", body("after@example.com"))
                                .status()
                        == 202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> app.caught("after@example.com").size() == 1);
        assertThat(app.caught("meanwhile@example.com")).isEmpty();
    }

    @Test
    void whatHappenedIsRecordedOnceThoughTheAnswerToItsCommitWasLost() throws IOException {
        postgresGate.loseTheAnswerTo("\"status\":\"sent\"");

        JsonNode sent = app.await(app.notify(body("unanswered@example.com")), "sent");
        assertThat(postgresGate.hasLostTheAnswer()).isTrue();
        app.await(app.notify(body("next@example.com")), "sent");

        JsonNode history = sent.get("deliveries").get(0).get("history");
        assertThat(app.notification(sent.get("id").asText())
                        .get("deliveries")
                        .get(0)
                        .get("history"))
                .isEqualTo(history);
        assertThat(history.findValuesAsText("outcome")).containsOnlyOnce("sent");
        assertThat(history.findValuesAsText("status")).containsOnlyOnce("sent");
        assertThat(app.caught("unanswered@example.com")).hasSize(1);
    }

    @Test
    void withoutPostgresRequestsOfLegacySystemsWaitInTheBroker() throws Exception {
        app.await(app.notify(body("before-legacy@example.com")), "sent");
        postgresGate.shut();
        try (Connection connection = app.bean(ActiveMQConnectionFactory.class).createConnection()) {
            Session legacy = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer inbound = legacy.createProducer(legacy.createQueue("caravan.inbound"));
            for (int i = 0; i < 5; i++) {
                inbound.send(legacy.createTextMessage(body("legacy-" + i + "@example.com")));
            }
        }
        // Longer than the first tries.
        Thread.sleep(4_000);
        postgresGate.open();

        for (int i = 0; i < 5; i++) {
            String recipient = "legacy-" + i + "@example.com";
            Awaitility.await(recipient)
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> app.caught(recipient).size() == 1);
        }
    }

    @Test
    void anAnswerGoesNowhereButToAQueueForAnswers() throws Exception {
        try (Connection connection = app.bean(ActiveMQConnectionFactory.class).createConnection()) {
            connection.start();
            Session legacy = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageProducer inbound = legacy.createProducer(legacy.createQueue("caravan.inbound"));
            for (String queue : List.of("elsewhere", "caravan.reply.a,elsewhere", "caravan.reply.a")) {
                Message message = legacy.createTextMessage(body("reply-to@example.com"));
                message.setJMSReplyTo(legacy.createQueue(queue));
                inbound.send(message);
            }
            assertThat(legacy.createConsumer(legacy.createQueue("caravan.reply.a"))
                            .receive(20_000))
                    .isNotNull();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> app.caught("reply-to@example.com").size() == 3);
            assertThat(legacy.createConsumer(legacy.createQueue("elsewhere")).receive(500))
                    .isNull();
        }
    }

    @Test
    void withoutABrokerNotificationsAreAcceptedAndDeliveredWhenItIsBack() throws IOException {
        brokerGate.shut();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            accepted.add(app.notify(body("offline-" + i + "@example.com")));
        }
        assertThat(app.notification(accepted.get(0)).get("status").asText()).isEqualTo("queued");

        brokerGate.open();

        for (String id : accepted) {
            app.await(id, "sent");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(app.caught("offline-" + i + "@example.com")).hasSize(1);
        }
    }

    @Test
    void aBrokerThatLostItsStoreIsFilledAgainFromPostgres() throws Exception {
        // Parcels that wait in the broker: no worker gets them, because the door is shut to the consumers.
        String id = app.notify(body("lost-store@example.com"));
        app.await(id, "sent");
        brokerGate.shut();
        String waiting = app.notify(body("lost-store-2@example.com"));

        broker.stop();
        startBroker();
        brokerGate.openTo(brokerPort());

        JsonNode sent = app.await(waiting, "sent");
        assertThat(sent.get("deliveries").get(0).get("attempts").asInt()).isZero();
    }

    @Test
    void whatTheRoutesCouldNotWorkOnIsDeliveredWhenItsLeaseHasEnded() throws Exception {
        RouteController routes = app.bean(CamelContext.class).getRouteController();
        routes.stopRoute("deliver");
        String id;
        try {
            id = app.notify(body("no-route@example.com"));
            app.await(id, "processing");
        } finally {
            routes.startRoute("deliver");
        }

        app.await(id, "sent");
        assertThat(app.caught("no-route@example.com")).hasSize(1);
    }

    @Test
    void theRoutesThatOthersCallAreThereBeforeTheFirstMessage() {
        List<String> inputs = app.bean(CamelContext.class).getCamelContextExtension().getRouteStartupOrder().stream()
                .map(route -> route.getRoute().getEndpoint().getEndpointUri())
                .toList();
        List<String> called =
                inputs.stream().filter(uri -> uri.startsWith("direct:")).toList();

        assertThat(called).hasSizeGreaterThan(20);
        assertThat(inputs.subList(0, called.size())).isEqualTo(called);
    }
}
