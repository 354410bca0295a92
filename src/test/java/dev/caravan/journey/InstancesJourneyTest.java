package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.broker.BrokerService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two instances on one PostgreSQL and one broker: both work, and nothing is sent twice. */
class InstancesJourneyTest {

    private static final GreenMail MAIL =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).setVerbose(false));
    private static EmbeddedPostgres postgres;
    private static BrokerService broker;
    private static List<App> instances = List.of();

    @BeforeAll
    static void start() throws Exception {
        MAIL.start();
        postgres = EmbeddedPostgres.builder().start();
        broker = OtherBroker.start("instances");
        Map<String, String> stores = Map.of(
                "spring.datasource.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
                "spring.datasource.username", "postgres",
                "spring.datasource.password", "postgres",
                "spring.activemq.broker-url",
                        "tcp://127.0.0.1:"
                                + broker.getTransportConnectors()
                                        .get(0)
                                        .getUri()
                                        .getPort(),
                "caravan.smtp.host", "127.0.0.1",
                "caravan.smtp.port", Integer.toString(MAIL.getSmtp().getPort()),
                "caravan.smtp.use-tls", "false",
                "caravan.webhook.allow", "127.0.0.1");
        instances = List.of(App.start(stores), App.start(stores));
    }

    @AfterAll
    static void stop() throws Exception {
        instances.forEach(App::close);
        broker.stop();
        postgres.close();
        MAIL.stop();
    }

    private static double sent(App app) {
        return app.get("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith("caravan_deliveries_sent_total") && line.contains("bulk"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void eachNotificationIsSentOnceAndBothTakePart() throws Exception {
        List<String> ids = IntStream.range(0, 300)
                .parallel()
                .mapToObj(i -> instances
                        .get(i % 2)
                        .notify("{\"recipients\":[{\"email\":\"both-" + i
                                + "@example.com\"}],\"channels\":[\"email\"],\"priority\":\"bulk\",\"message\":\"x\"}"))
                .toList();

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> instances
                        .get(0)
                        .get("/api/v1/notifications?status=queued&limit=1")
                        .json()
                        .get("items")
                        .isEmpty());
        // What one took in, the other shows
        for (int i = 0; i < 300; i++) {
            instances.get((i + 1) % 2).await(ids.get(i), "sent");
        }
        Map<String, Integer> copies = copies("both-");
        assertThat(copies).hasSize(300);
        assertThat(copies.values()).containsOnly(1);
        assertThat(sent(instances.get(0))).isPositive();
        assertThat(sent(instances.get(1))).isPositive();
        assertThat(sent(instances.get(0)) + sent(instances.get(1))).isEqualTo(300);
    }

    private static Map<String, Integer> copies(String prefix) throws MessagingException {
        Map<String, Integer> copies = new HashMap<>();
        for (MimeMessage message : MAIL.getReceivedMessages()) {
            String recipient = message.getAllRecipients()[0].toString();
            if (recipient.startsWith(prefix)) {
                copies.merge(recipient, 1, Integer::sum);
            }
        }
        return copies;
    }

    @Test
    void aMailingIsStartedByOneOfThemAndReachesEachClientOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            instances.get(0).post("/api/v1/clients", """
                    {"phone_number": "7%d", "email": "client-%d@example.com", "tags": ["instances"]}""".formatted(9_990_000_000L + i, i));
        }
        Instant start = Instant.now().plusSeconds(2);
        String mailing = instances
                .get(1)
                .post("/api/v1/mailings", """
                {"start_datetime": "%s", "end_datetime": "%s", "text": "x", "channels": ["email"], "priority": "default",
                 "tags": ["instances"]}""".formatted(start, start.plusSeconds(3600)))
                .json()
                .get("id")
                .asText();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> instances
                        .get(0)
                        .get("/api/v1/mailings/" + mailing)
                        .json()
                        .get("status")
                        .textValue()
                        .equals("finished"));

        Map<String, Integer> copies = copies("client-");
        assertThat(copies).hasSize(200);
        assertThat(copies.values()).containsOnly(1);
        assertThat(instances
                        .get(0)
                        .get("/api/v1/mailings/" + mailing + "/stats")
                        .json()
                        .get(2)
                        .toString())
                .isEqualTo("{\"status\":\"success\",\"count\":200}");
    }

    @Test
    void aKeyUsedAtBothTakesEffectOnce() {
        for (int i = 0; i < 20; i++) {
            String key = "both-" + i;
            String body = "{\"recipients\":[{\"email\":\"key-" + i
                    + "@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\",\"scheduled_at\":\"2030-01-01T00:00:00Z\"}";
            List<App.Answer> answers = IntStream.range(0, 4)
                    .parallel()
                    .mapToObj(n -> instances.get(n % 2).post("/api/v1/notifications", body, "Idempotency-Key", key))
                    .toList();

            assertThat(answers)
                    .extracting(App.Answer::status)
                    .containsAnyOf(202)
                    .allMatch(s -> s == 202 || s == 409);
            assertThat(answers.stream()
                            .filter(a -> a.status() == 202)
                            .map(App.Answer::text)
                            .distinct())
                    .hasSize(1);
            assertThat(instances
                            .get(0)
                            .get("/api/v1/notifications?recipient=key-" + i + "@example.com")
                            .json()
                            .get("items"))
                    .hasSize(1);
        }
    }

    @Test
    void aTemplateMadeAtOneIsKnownToTheOther() {
        instances.get(0).post("/api/v1/templates", "{\"name\":\"n\",\"slug\":\"shared\",\"content\":\"c\"}");

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> instances
                                .get(1)
                                .post(
                                        "/api/v1/notifications?template_slug=shared",
                                        "{\"recipients\":[{\"email\":\"t@example.com\"}],\"channels\":[\"email\"],\"scheduled_at\":\"2030-01-01T00:00:00Z\"}")
                                .status()
                        == 202);
    }

    @Test
    void eachWebhookIsPostedOnceAndBothTakePart() throws Exception {
        Map<String, Integer> posted = new ConcurrentHashMap<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        receiver.setExecutor(threads);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            posted.merge(exchange.getRequestHeaders().getFirst("webhook-id"), 1, Integer::sum);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        String recipients = IntStream.range(0, 1_000)
                .mapToObj(i -> "{\"email\":\"hook-" + i + "@example.com\"}")
                .collect(Collectors.joining(","));
        String id = instances
                .get(0)
                .notify("{\"recipients\":[" + recipients + "],\"channels\":[\"email\"],\"message\":\"x\","
                        + "\"scheduled_at\":\"2030-01-01T00:00:00Z\",\"callback_url\":\"http://127.0.0.1:"
                        + receiver.getAddress().getPort() + "/\"}");
        instances
                .get(0)
                .bean(JdbcClient.class)
                .sql("update deliveries set status = 'expired', due_at = null where notification_id = ?")
                .param(UUID.fromString(id))
                .update();

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> delivered(0) + delivered(1) >= 1_000);
        assertThat(posted).hasSize(1_000);
        assertThat(posted.values()).containsOnly(1);
        assertThat(delivered(0)).isPositive();
        assertThat(delivered(1)).isPositive();
        receiver.stop(0);
        threads.shutdown();
    }

    private static double delivered(int instance) {
        return instances
                .get(instance)
                .get("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith("caravan_webhooks_tries_seconds_count{result=\"delivered\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void whatOnePutsIntoAnInboxTheOtherStreams() {
        String user = "638f394d4b7243fe0399fd67";
        try (EventStream stream = EventStream.open(instances.get(1).url() + "/stream?user_id=" + user)) {
            for (int i = 0; i < 20; i++) {
                instances.get(i % 2).post("/create", "{\"user_id\":\"" + user + "\",\"key\":\"new_post\"}");
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> stream.events("notification").size() == 20);
            instances.get(0).post("/read-all?user_id=" + user, "");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !stream.events("read").isEmpty());

            assertThat(stream.events("notification"))
                    .extracting(EventStream.Event::id)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }
}
