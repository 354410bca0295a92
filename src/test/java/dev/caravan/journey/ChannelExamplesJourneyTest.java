package dev.caravan.journey;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** The channels of docs/channels, copied beside the others as their readers do, and what they put on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelExamplesJourneyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SLACK = "/services/T0001/B0001/slack-secret-4711";
    private static final String WEBHOOK = "/hooks/hook-secret-4711?key=query-secret-4711";
    private static final String LEGACY = "legacy-password";

    private final WireMockServer provider = new WireMockServer(wireMockConfig().dynamicPort());
    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };
    private MqttStub mqtt;
    private int openwire;
    private App app;

    @BeforeAll
    void start(@TempDir Path routes) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        FileSystemUtils.copyRecursively(Path.of("docs/channels"), routes.resolve("channels"));
        provider.start();
        mqtt = new MqttStub();
        openwire = Ports.free();
        app = App.start(Map.ofEntries(
                Map.entry("caravan.routes", routes.toString()),
                Map.entry("caravan.retry.backoff", "200ms"),
                Map.entry("caravan.broker.openwire-port", String.valueOf(openwire)),
                Map.entry("caravan.broker.legacy-password", LEGACY),
                Map.entry("caravan.channel.webhook.url", provider.baseUrl() + WEBHOOK),
                Map.entry("caravan.channel.webhook.token", "webhook-secret-4711"),
                Map.entry("caravan.channel.slack.url", provider.baseUrl() + SLACK),
                Map.entry("caravan.channel.ntfy.url", provider.baseUrl()),
                Map.entry("caravan.channel.ntfy.token", "tk_ntfy-secret-4711"),
                Map.entry("caravan.channel.mqtt.url", mqtt.url()),
                Map.entry("caravan.channel.mqtt.user", "caravan"),
                Map.entry("caravan.channel.mqtt.password", "mqtt-secret-4711"),
                Map.entry("caravan.providers.ntfy.rate", "50"),
                // No breaker opens: what one test breaks another one uses.
                Map.entry("caravan.providers.webhook.failure-percent", "100"),
                Map.entry("caravan.providers.slack.failure-percent", "100"),
                Map.entry("caravan.providers.ntfy.failure-percent", "100"),
                Map.entry("caravan.route-components", "paho-mqtt5"),
                Map.entry("logging.level.org.apache.camel", "info")));
        log.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterAll
    void stop() throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        app.close();
        provider.stop();
        mqtt.close();
    }

    private static String path(String channel) {
        return switch (channel) {
            case "slack" -> SLACK;
            case "webhook" -> WEBHOOK;
            default -> "/";
        };
    }

    private static ResponseDefinitionBuilder yes() {
        return okJson("{\"id\":\"hwQ2YpKdmg\",\"event\":\"message\"}");
    }

    private void answers(String channel, String text, ResponseDefinitionBuilder answer) {
        provider.stubFor(post(urlEqualTo(path(channel)))
                .withRequestBody(containing(text))
                .willReturn(answer));
    }

    private String send(String channels, String text, String more) {
        return app.notify(
                "{\"recipients\":[{\"user_id\":\"orders\",\"email\":\"examples@example.com\"}],\"channels\":%s,\"message\":\"%s\"%s}"
                        .formatted(channels, text, more));
    }

    private static String some() {
        return "text-" + UUID.randomUUID();
    }

    private static JsonNode delivery(JsonNode notification) {
        return notification.get("deliveries").get(0);
    }

    private static List<String> tries(JsonNode notification) {
        return StreamSupport.stream(delivery(notification).get("history").spliterator(), false)
                .filter(entry -> entry.get("type").asText().equals("attempt"))
                .map(a -> a.get("channel").asText() + "/" + a.get("provider").asText() + " "
                        + a.get("outcome").asText())
                .toList();
    }

    @Test
    void aWebhookGetsTheMessageAsJson() {
        String text = some();
        answers("webhook", text, yes());

        JsonNode sent = app.await(send("[\"webhook\"]", "Привет " + text, ",\"subject\":\"Заказ 📦\""), "sent");

        assertThat(tries(sent)).containsExactly("webhook/webhook sent");
        String delivery = delivery(sent).get("id").asText();
        provider.verify(
                1,
                postRequestedFor(urlEqualTo(WEBHOOK))
                        .withHeader("Content-Type", equalTo("application/json; charset=UTF-8"))
                        .withHeader("Authorization", equalTo("Bearer webhook-secret-4711"))
                        .withHeader("Idempotency-Key", equalTo(delivery))
                        .withHeader("User-Agent", equalTo("Caravan"))
                        .withRequestBody(equalToJson(
                                """
                                {"id": "%s", "notification_id": "%s", "recipient": "orders", "subject": "Заказ 📦",
                                 "text": "Привет %s", "html": null, "urgent": false}
                                """.formatted(delivery, sent.get("id").asText(), text))));
    }

    @Test
    void slackGetsATextThatMentionsNobody() {
        String text = some();
        answers("slack", text, ok("ok").withHeader("Content-Type", "text/html"));

        JsonNode sent = app.await(
                send("[\"slack\"]", "<!channel> a & b <https://x.example|y> " + text, ",\"subject\":\"Заказ\""),
                "sent");

        assertThat(tries(sent)).containsExactly("slack/slack sent");
        provider.verify(
                1,
                postRequestedFor(urlEqualTo(SLACK))
                        .withHeader("Content-Type", equalTo("application/json; charset=UTF-8"))
                        .withHeader("Authorization", absent())
                        .withRequestBody(equalToJson(
                                "{\"text\": \"Заказ\\n&lt;!channel&gt; a &amp; b &lt;https://x.example|y&gt; %s\"}"
                                        .formatted(text))));
    }

    @Test
    void ntfyGetsTopicTitleAndPriorityAndItsIdIsKept() {
        String text = some();
        answers("ntfy", text, yes());

        JsonNode plain = app.await(send("[\"ntfy\"]", text, ""), "sent");
        app.await(send("[\"ntfy\"]", "2 " + text, ",\"subject\":\"Заказ\",\"priority\":\"urgent\""), "sent");

        assertThat(delivery(plain).get("provider_message_id").asText()).isEqualTo("hwQ2YpKdmg");
        provider.verify(
                1,
                postRequestedFor(urlEqualTo("/"))
                        .withHeader("Authorization", equalTo("Bearer tk_ntfy-secret-4711"))
                        .withRequestBody(equalToJson(
                                "{\"topic\":\"orders\",\"message\":\"%s\",\"priority\":3}".formatted(text))));
        provider.verify(
                1,
                postRequestedFor(urlEqualTo("/"))
                        .withRequestBody(equalToJson(
                                "{\"topic\":\"orders\",\"title\":\"Заказ\",\"message\":\"2 %s\",\"priority\":4}"
                                        .formatted(text))));
    }

    @Test
    void aTopicOfTheBrokerIsHeardByLegacySystems() throws Exception {
        String text = some();
        try (Connection legacy =
                new ActiveMQConnectionFactory("legacy", LEGACY, "tcp://127.0.0.1:" + openwire).createConnection()) {
            legacy.start();
            Session session = legacy.createSession(false, Session.AUTO_ACKNOWLEDGE);
            MessageConsumer listener = session.createConsumer(session.createTopic("caravan.topic.notifications"));

            JsonNode sent = app.await(send("[\"topic\"]", "Привет " + text, ""), "sent");

            TextMessage heard = (TextMessage) listener.receive(20_000);
            assertThat(tries(sent)).containsExactly("topic/topic sent");
            JsonNode body = JSON.readTree(heard.getText());
            assertThat(body.get("id")).isEqualTo(delivery(sent).get("id"));
            assertThat(body.get("recipient").asText()).isEqualTo("orders");
            assertThat(body.get("text").asText()).isEqualTo("Привет " + text);
        }
    }

    @Test
    void anMqttBrokerGetsTheMessageAndConfirmsIt() throws Exception {
        String text = some();

        JsonNode sent = app.await(send("[\"mqtt\"]", "Привет " + text, ""), "sent");

        assertThat(tries(sent)).containsExactly("mqtt/mqtt sent");
        MqttStub.Published message = mqtt.published.get(mqtt.published.size() - 1);
        assertThat(message.topic()).isEqualTo("caravan/notifications");
        assertThat(message.qos()).isEqualTo(1);
        assertThat(JSON.readTree(message.payload()).get("text").asText()).isEqualTo("Привет " + text);
        assertThat(mqtt.connects.get(0)).contains("caravan", "mqtt-secret-4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "slack", "ntfy"})
    void aPauseThatTheProviderAsksForIsKeptAndCostsNoAttempt(String channel) {
        String text = some();
        provider.stubFor(post(urlEqualTo(path(channel)))
                .withRequestBody(containing(text))
                .inScenario(text)
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(status(429).withHeader("Retry-After", "1"))
                .willSetStateTo("rested"));
        provider.stubFor(post(urlEqualTo(path(channel)))
                .withRequestBody(containing(text))
                .inScenario(text)
                .whenScenarioStateIs("rested")
                .willReturn(yes()));

        JsonNode sent = app.await(send("[\"" + channel + "\", \"email\"]", text, ""), "sent");

        assertThat(tries(sent))
                .startsWith(channel + "/" + channel + " postponed")
                .endsWith(channel + "/" + channel + " sent")
                .noneMatch(each -> each.startsWith("email"));
        assertThat(delivery(sent).get("attempts").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "slack", "ntfy"})
    void aFaultOfTheProviderIsTriedAgainLater(String channel) {
        String text = some();
        answers(channel, text, status(500).withBody("it is " + text));

        JsonNode failed = app.await(send("[\"" + channel + "\"]", text, ""), "failed");

        assertThat(tries(failed)).hasSize(3).containsOnly(channel + "/" + channel + " failed");
        assertThat(delivery(failed).get("error").asText()).isEqualTo(channel + " answered HTTP 500");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "slack", "ntfy"})
    void whatTheProviderDoesNotKnowGoesByTheNextChannel(String channel) {
        String text = some();
        answers(channel, text, status(404).withBody("no_service"));

        JsonNode sent = app.await(send("[\"" + channel + "\", \"email\"]", text, ""), "sent");

        assertThat(tries(sent)).containsExactly(channel + "/" + channel + " failed", "email/smtp sent");
    }

    @Test
    void anAnswerOfNtfyThatIsNoneIsAFault() {
        String text = some();
        answers("ntfy", text, ok("<html>Welcome to our hotel</html>"));

        JsonNode sent = app.await(send("[\"ntfy\", \"email\"]", text, ""), "sent");

        assertThat(tries(sent)).startsWith("ntfy/ntfy failed").endsWith("email/smtp sent");
    }

    @Test
    void theChannelsAreListedWithWhatTheyNeedAndHowTheyDo() {
        String text = some();
        answers("slack", text, ok("ok"));
        app.await(send("[\"slack\"]", text, ""), "sent");

        JsonNode items = app.get("/api/v1/channels").json().get("items");

        assertThat(items.findValuesAsText("name"))
                .contains("email", "inbox", "mqtt", "ntfy", "slack", "sms", "telegram", "topic", "webhook");
        JsonNode slack = named(items, "slack");
        assertThat(slack.get("description").asText()).contains("Slack");
        assertThat(slack.get("note").asText()).contains("CARAVAN_CHANNEL_SLACK_URL");
        assertThat(slack.get("settings"))
                .hasToString("[{\"name\":\"caravan.channel.slack.url\",\"required\":true,\"set\":true}]");
        assertThat(slack.get("parts")).hasToString("[\"text\",\"subject\",\"html\"]");
        assertThat(slack.get("addresses").get(0).asText()).isEqualTo("user_id");
        assertThat(slack.get("health").asText()).isEqualTo("up");
        assertThat(slack.get("sandbox").asBoolean()).isFalse();
        assertThat(slack.at("/attempts/sent").asLong()).isPositive();
        assertThat(slack.at("/providers/0/name").asText()).isEqualTo("slack");
        assertThat(slack.at("/providers/0/breaker").asText()).isEqualTo("closed");
        assertThat(named(items, "ntfy").at("/providers/0/rate").asDouble()).isEqualTo(50);
        assertThat(named(items, "ntfy").get("settings"))
                .hasToString("[{\"name\":\"caravan.channel.ntfy.token\",\"required\":false,\"set\":true},"
                        + "{\"name\":\"caravan.channel.ntfy.url\",\"required\":false,\"set\":true}]");
        assertThat(named(items, "sms").get("routes")).hasToString("[\"channel-sms\",\"sms-smsc\",\"sms-probe\"]");
        assertThat(named(items, "sms").get("providers").findValuesAsText("name"))
                .containsExactly("probe", "smsc");
        assertThat(named(items, "telegram").at("/providers/0/rate").asDouble()).isEqualTo(30);
        assertThat(named(items, "telegram")
                        .at("/providers/0/rate_per_recipient")
                        .asDouble())
                .isEqualTo(1);
        assertThat(named(items, "email").get("addresses")).hasToString("[\"email\"]");
        assertThat(named(items, "email").get("sandbox").asBoolean()).isTrue();
        assertThat(named(items, "inbox").get("providers")).isEmpty();
    }

    private static JsonNode named(JsonNode items, String name) {
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The addresses and tokens of the providers, wherever people look. */
    @Test
    void noSecretIsShownOrLogged() {
        String text = some();
        answers("webhook", text, status(500).withBody("you came with webhook-secret-4711"));
        answers("slack", text, status(403).withBody("invalid_token " + SLACK));
        answers("ntfy", text, status(401));
        String broken = some();
        for (String channel : List.of("webhook", "slack", "ntfy")) {
            answers(
                    channel,
                    broken,
                    status(200).withFault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER));
        }

        List<String> views = Stream.of(text, broken)
                .map(each -> app.await(send("[\"webhook\",\"slack\",\"ntfy\",\"mqtt\",\"topic\"]", each, ""), "sent"))
                .map(JsonNode::toString)
                .toList();

        assertThat(views)
                .allSatisfy(view -> assertThat(view)
                        .contains("webhook", "slack", "ntfy")
                        .doesNotContain("secret-4711", "/services", "/hooks", provider.baseUrl()));
        assertThat(app.get("/api/v1/channels").text()).doesNotContain("secret-4711", "/services", "/hooks");
        assertThat(app.get("/actuator/prometheus").text()).doesNotContain("secret-4711", "/services", "/hooks");
        assertThat(logged).allSatisfy(line -> assertThat(line).doesNotContain("secret-4711"));
    }
}
