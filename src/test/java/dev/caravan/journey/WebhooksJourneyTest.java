package dev.caravan.journey;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Status webhooks on the wire, to a receiver on loopback that the configuration allows, with a schedule of moments. */
class WebhooksJourneyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WireMockServer RECEIVER = new WireMockServer(
            WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
    private static App caravan;

    private record Hook(String id, String path, String secret) {}

    @BeforeAll
    static void start() {
        RECEIVER.start();
        caravan = App.start(Map.of(
                "caravan.retry.backoff", "100ms",
                "caravan.webhook.allow", "127.0.0.0/8",
                "caravan.webhook.schedule", "100ms,300ms",
                "caravan.webhook.give-up-after", "2s"));
    }

    @AfterAll
    static void stop() {
        caravan.close();
        RECEIVER.stop();
    }

    @Test
    void everyStatusIsToldAndVerifiesByTheOfficialLibrary() throws Exception {
        Hook hook = subscribe("statuses", aResponse().withStatus(204));
        String id = caravan.notify("""
                {"recipients": [{"email": "told@example.com"}, {"email": "fail+permanent@example.com"}],
                 "channels": ["email"], "message": "x", "metadata": {"order": "42"}}""");

        List<LoggedRequest> events = mine(await(hook.path(), 2, of(id)), id);
        for (LoggedRequest event : events) {
            new Webhook(hook.secret()).verify(event.getBodyAsString(), headers(event));
            assertThatThrownBy(() -> new Webhook(hook.secret())
                            .verify(event.getBodyAsString().replace("42", "43"), headers(event)))
                    .isInstanceOf(WebhookVerificationException.class);
            assertThat(event.getHeader("Content-Type")).isEqualTo("application/json");
        }
        JsonNode sent = payload(events, "notification.sent");
        assertThat(Instant.parse(sent.get("timestamp").textValue()))
                .isBefore(Instant.now().plusSeconds(5));
        JsonNode data = sent.get("data");
        assertThat(data.get("notification_id").textValue()).isEqualTo(id);
        assertThat(data.get("status").textValue()).isEqualTo("sent");
        assertThat(data.get("channel").textValue()).isEqualTo("email");
        assertThat(data.get("provider_message_id").textValue()).isNotEmpty();
        assertThat(data.get("error").isNull()).isTrue();
        assertThat(data.get("attempts").intValue()).isZero();
        assertThat(data.get("recipient")).isEqualTo(JSON.readTree("{\"email\":\"told@example.com\"}"));
        assertThat(data.get("metadata")).isEqualTo(JSON.readTree("{\"order\":\"42\"}"));
        JsonNode failed = payload(events, "notification.failed").get("data");
        assertThat(failed.get("error").textValue()).contains("550 5.7.1");
        assertThat(failed.get("attempts").intValue()).isEqualTo(1);

        sql(
                "update deliveries set status = 'delivered' where notification_id = ? and status = 'sent'",
                UUID.fromString(id));
        JsonNode delivered = payload(mine(await(hook.path(), 3, of(id)), id), "notification.delivered");
        assertThat(delivered.at("/data/delivery_id")).isEqualTo(data.get("delivery_id"));
    }

    @Test
    void whatExpiresIsTold() {
        Hook hook = subscribe("expired", aResponse().withStatus(200), "notification.expired");
        String id = caravan.notify("""
                {"recipients": [{"email": "late@example.com"}], "channels": ["email"], "message": "x",
                 "scheduled_at": "2030-01-01T00:00:00Z", "expires_at": "2030-01-02T00:00:00Z"}""");
        sql("""
            update deliveries set expires_at = now() - interval '1 minute', due_at = now(), status = 'queued'
            where notification_id = ?""", UUID.fromString(id));

        assertThat(mine(await(hook.path(), 1, of(id)), id)).hasSize(1);
    }

    @Test
    void aCallbackUrlGetsItsOwnNotificationOnlySignedWithTheSecretThatWasMade() throws Exception {
        RECEIVER.stubFor(
                post(urlEqualTo("/callback?shop=1")).willReturn(aResponse().withStatus(200)));
        String id = caravan.notify("""
                {"recipients": [{"email": "callback@example.com"}], "channels": ["email"], "message": "x",
                 "callback_url": "%s/callback?shop=1"}""".formatted(RECEIVER.baseUrl()));
        caravan.await(
                caravan.notify(
                        "{\"recipients\":[{\"email\":\"other@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}"),
                "sent");

        List<LoggedRequest> events = await("/callback?shop=1", 1, request -> true);
        String secret = caravan.get("/api/v1/webhooks/callback-secret")
                .json()
                .get("secret")
                .textValue();
        new Webhook(secret).verify(events.get(0).getBodyAsString(), headers(events.get(0)));
        List<JsonNode> log = new ArrayList<>();
        awaitStatus("/api/v1/webhooks/deliveries?notification_id=" + id, "delivered")
                .get("items")
                .forEach(log::add);
        assertThat(log.stream().filter(item -> item.get("webhook_id").isNull()))
                .singleElement()
                .satisfies(item -> assertThat(item.get("id").textValue())
                        .isEqualTo(events.get(0).getHeader("webhook-id")));
        assertThat(RECEIVER.findAll(postRequestedFor(urlEqualTo("/callback?shop=1"))))
                .hasSize(1);
    }

    @Test
    void whatIsNotTakenComesAgainUnderTheSameId() throws Exception {
        Hook hook = subscribe("flaky", aResponse().withStatus(200), "notification.failed");
        RECEIVER.stubFor(post(urlEqualTo(hook.path()))
                .inScenario("flaky")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(500).withBody("sorry, anna@example.com"))
                .willSetStateTo("second"));
        RECEIVER.stubFor(post(urlEqualTo(hook.path()))
                .inScenario("flaky")
                .whenScenarioStateIs("second")
                .willReturn(aResponse().withStatus(404))
                .willSetStateTo("third"));
        RECEIVER.stubFor(post(urlEqualTo(hook.path()))
                .inScenario("flaky")
                .whenScenarioStateIs("third")
                .willReturn(aResponse().withStatus(200).withBody("x".repeat(20_000))));
        String id = failing();

        List<LoggedRequest> tries = mine(await(hook.path(), 3, of(id)), id);
        assertThat(tries.stream().map(each -> each.getHeader("webhook-id")).distinct())
                .hasSize(1);
        new Webhook(hook.secret()).verify(tries.get(2).getBodyAsString(), headers(tries.get(2)));
        JsonNode item = awaitStatus("/api/v1/webhooks/" + hook.id() + "/deliveries?status=delivered", "delivered")
                .at("/items/0");
        assertThat(item.get("tries").intValue()).isEqualTo(3);
        assertThat(item.get("history").findValuesAsText("status_code")).containsExactly("500", "404", "200");
        assertThat(item.at("/history/0/answer").textValue()).isEqualTo("sorry, <address>");
        assertThat(item.at("/history/2/error").isNull()).isTrue();
        assertThat(hook(hook).get("failing_since").isNull()).isTrue();
    }

    @Test
    void whatIsNeverTakenIsParkedAndCanBeReplayed() {
        Hook hook = subscribe("down", aResponse().withStatus(503), "notification.failed");
        String first = failing();
        String second = failing();

        awaitParked(hook, 2);
        assertThat(hook(hook).get("failing_since").isNull()).isFalse();
        assertThat(metric("caravan_webhooks_tries_seconds_count{result=\"parked\"}"))
                .isPositive();
        RECEIVER.stubFor(post(urlEqualTo(hook.path())).willReturn(aResponse().withStatus(200)));
        String parked = "/api/v1/webhooks/" + hook.id() + "/deliveries?status=parked";
        String one = caravan.get(parked + "&limit=1").json().at("/items/0/id").textValue();
        assertThat(caravan.post("/api/v1/webhooks/deliveries/" + one + "/replay", "")
                        .json()
                        .get("replayed")
                        .intValue())
                .isEqualTo(1);
        await(hook.path(), 1, request -> request.getHeader("webhook-id").equals(one));
        awaitParked(hook, 1);
        assertThat(replay(hook, "{\"type\":\"notification.sent\"}")
                        .json()
                        .get("replayed")
                        .intValue())
                .isZero();
        Problems.invalid(replay(hook, "{\"limit\":10001}"), "limit");
        assertThat(replay(hook, "").json().get("replayed").intValue()).isEqualTo(1);
        awaitParked(hook, 0);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(caravan.get("/api/v1/webhooks/" + hook.id() + "/deliveries?status=delivered")
                                        .json()
                                        .findValuesAsText("notification_id"))
                                .containsExactlyInAnyOrder(first, second));
        assertThat(hook(hook).get("failing_since").isNull()).isTrue();
    }

    @Test
    void retryAfterIsObeyed() {
        Hook hook = subscribe("busy", aResponse().withStatus(200), "notification.failed");
        RECEIVER.stubFor(post(urlEqualTo(hook.path()))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(429).withHeader("Retry-After", "1"))
                .willSetStateTo("well"));
        String id = failing();

        await(hook.path(), 2, of(id));
        JsonNode history = awaitStatus("/api/v1/webhooks/" + hook.id() + "/deliveries", "delivered")
                .at("/items/0/history");
        assertThat(Duration.between(
                        Instant.parse(history.at("/0/at").textValue()),
                        Instant.parse(history.at("/1/at").textValue())))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anEndpointThatIsGoneIsAskedNoMore() {
        Hook hook = subscribe("gone", aResponse().withStatus(410), "notification.failed");
        failing();

        Awaitility.await().until(() -> !hook(hook).get("enabled").booleanValue());
        assertThat(hook(hook).get("disabled_reason").textValue()).contains("410");
        awaitParked(hook, 1);
        caravan.await(failing(), "failed");
        assertThat(caravan.get("/api/v1/webhooks/" + hook.id() + "/deliveries")
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(replay(hook, "{}").status()).isEqualTo(409);
        RECEIVER.stubFor(post(urlEqualTo(hook.path())).willReturn(aResponse().withStatus(200)));
        JsonNode on = caravan.send("PATCH", "/api/v1/webhooks/" + hook.id(), "{\"enabled\":true}")
                .json();
        assertThat(on.get("disabled_reason").isNull()).isTrue();
        assertThat(replay(hook, "{}").json().get("replayed").intValue()).isEqualTo(1);
        awaitParked(hook, 0);
    }

    @Test
    void oneThatFailsForDaysIsSwitchedOff() {
        Hook hook = subscribe("days", aResponse().withStatus(500), "notification.failed");
        sql(
                "update webhooks set failing_since = now() - interval '5 days 1 minute' where id = ?",
                UUID.fromString(hook.id()));
        failing();

        Awaitility.await().until(() -> !hook(hook).get("enabled").booleanValue());
        assertThat(hook(hook).get("disabled_reason").textValue()).contains("failed for too long");
        awaitParked(hook, 1);
        Awaitility.await().until(() -> metric("caravan_webhooks_disabled") >= 1);
    }

    @Test
    void bothSecretsSignUntilTheOldOneExpires() throws Exception {
        Hook hook = subscribe("rotated", aResponse().withStatus(200), "notification.failed");
        JsonNode rotated = caravan.post("/api/v1/webhooks/" + hook.id() + "/rotate-secret", "")
                .json();
        String newer = rotated.get("secret").textValue();
        assertThat(newer).isNotEqualTo(hook.secret());
        assertThat(rotated.get("old_secret_expires_at").isNull()).isFalse();
        assertThat(hook(hook).has("secret")).isFalse();

        String during = failing();
        LoggedRequest event = mine(await(hook.path(), 1, of(during)), during).get(0);
        new Webhook(hook.secret()).verify(event.getBodyAsString(), headers(event));
        new Webhook(newer).verify(event.getBodyAsString(), headers(event));

        sql(
                "update webhook_secrets set expires_at = now() where webhook_id = ? and expires_at is not null",
                UUID.fromString(hook.id()));
        String after = failing();
        LoggedRequest later = mine(await(hook.path(), 1, of(after)), after).get(0);
        new Webhook(newer).verify(later.getBodyAsString(), headers(later));
        assertThatThrownBy(() -> new Webhook(hook.secret()).verify(later.getBodyAsString(), headers(later)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void redirectsAreNotFollowed() {
        Hook hook = subscribe(
                "moved",
                aResponse().withStatus(307).withHeader("Location", RECEIVER.baseUrl() + "/inside"),
                "notification.failed");
        String id = failing();

        await(hook.path(), 1, of(id));
        awaitParked(hook, 1);
        assertThat(RECEIVER.findAll(postRequestedFor(urlEqualTo("/inside")))).isEmpty();
        assertThat(RECEIVER.findAll(getRequestedFor(anyUrl()))).isEmpty();
    }

    @Test
    void anEndpointThatHangsHoldsUpNoOther() {
        Hook slow = subscribe("slow", aResponse().withStatus(200).withFixedDelay(2_000), "notification.failed");
        Hook quick = subscribe("quick", aResponse().withStatus(200), "notification.failed");
        List<String> ids = IntStream.range(0, 60).mapToObj(i -> failing()).toList();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> RECEIVER.findAll(postRequestedFor(urlEqualTo(quick.path()))).stream()
                        .map(WebhooksJourneyTest::notification)
                        .toList()
                        .containsAll(ids));
        assertThat(caravan.get("/api/v1/webhooks/" + slow.id() + "/deliveries?status=pending&limit=1")
                        .json()
                        .get("items"))
                .isNotEmpty();
        caravan.send("DELETE", "/api/v1/webhooks/" + slow.id(), "");
    }

    @Test
    void aWebhookWhoseWorkerDiedIsPostedAgainUnderTheSameId() {
        Hook hook = subscribe("orphan", aResponse().withStatus(200), "notification.failed");
        String id = failing();
        String webhook = mine(await(hook.path(), 1, of(id)), id).get(0).getHeader("webhook-id");
        awaitStatus("/api/v1/webhooks/" + hook.id() + "/deliveries", "delivered");

        // As a worker leaves it that was killed after the endpoint's answer and before its record.
        sql("""
            update webhook_deliveries set status = 'pending', leased = true, due_at = now() + interval '1 second',
                   finished_at = null where id = ?""", UUID.fromString(webhook));

        List<LoggedRequest> twice = mine(await(hook.path(), 2, of(id)), id);
        assertThat(twice).extracting(request -> request.getHeader("webhook-id")).containsOnly(webhook);
        awaitStatus("/api/v1/webhooks/" + hook.id() + "/deliveries", "delivered");
    }

    @Test
    void whatIsDeletedIsPostedNoMore() {
        Hook hook = subscribe("deleted", aResponse().withStatus(500), "notification.failed");
        failing();
        await(hook.path(), 1, request -> true);

        assertThat(caravan.send("DELETE", "/api/v1/webhooks/" + hook.id(), "").status())
                .isEqualTo(204);
        assertThat(caravan.send("DELETE", "/api/v1/webhooks/" + hook.id(), "").status())
                .isEqualTo(404);
        assertThat(caravan.get("/api/v1/webhooks/" + hook.id()).status()).isEqualTo(404);
        assertThat(caravan.bean(JdbcClient.class)
                        .sql("select count(*) from webhook_secrets where webhook_id = ?")
                        .param(UUID.fromString(hook.id()))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whatIsNotValidIsNamedAllAtOnce() {
        JsonNode problem = caravan.post(
                        "/api/v1/webhooks",
                        "{\"url\":\"http://10.0.0.1/\",\"events\":[\"notification.sent\",\"lost\"],\"enabled\":\"yes\","
                                + "\"secret\":\"mine\",\"description\":5}")
                .json();

        assertThat(problem.get("errors").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("url", "events[1]", "enabled", "secret", "description");
        assertThat(caravan.post(
                                "/api/v1/notifications",
                                "{\"recipients\":[{\"email\":\"a@example.com\"}],\"message\":\"x\",\"callback_url\":\"https://[::1]/\"}")
                        .json()
                        .get("errors")
                        .has("callback_url"))
                .isTrue();
        Problems.invalid(caravan.post("/api/v1/webhooks", "{\"url\":\"http://nobody.invalid/hook\"}"), "url");
    }

    private static Hook subscribe(String name, ResponseDefinitionBuilder answer, String... events) {
        String path = "/hooks/" + name;
        RECEIVER.stubFor(post(urlEqualTo(path)).willReturn(answer));
        String listed = events.length == 0
                ? ""
                : ",\"events\":["
                        + String.join(
                                ",", Stream.of(events).map(e -> '"' + e + '"').toList()) + "]";
        App.Answer made =
                caravan.post("/api/v1/webhooks", "{\"url\":\"" + RECEIVER.baseUrl() + path + "\"" + listed + "}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Hook(
                made.json().get("id").textValue(),
                path,
                made.json().get("secret").textValue());
    }

    /** A notification that fails at once. */
    private static String failing() {
        return caravan.notify("{\"recipients\":[{\"email\":\"fail+permanent@example.com\"}],\"channels\":[\"email\"],"
                + "\"message\":\"x\"}");
    }

    private static List<LoggedRequest> await(String path, int count, Predicate<LoggedRequest> which) {
        return Awaitility.await(path)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> RECEIVER.findAll(postRequestedFor(urlEqualTo(path))),
                        requests -> requests.stream().filter(which).count() >= count);
    }

    private static Predicate<LoggedRequest> of(String notification) {
        return request -> notification(request).equals(notification);
    }

    private static List<LoggedRequest> mine(List<LoggedRequest> requests, String notification) {
        return requests.stream().filter(of(notification)).toList();
    }

    private static String notification(LoggedRequest request) {
        return tree(request).at("/data/notification_id").textValue();
    }

    private static JsonNode payload(List<LoggedRequest> events, String type) {
        return events.stream()
                .map(WebhooksJourneyTest::tree)
                .filter(payload -> payload.get("type").textValue().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode tree(LoggedRequest request) {
        try {
            return JSON.readTree(request.getBodyAsString());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, List<String>> headers(LoggedRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        request.getHeaders().all().forEach(header -> headers.put(header.key(), new ArrayList<>(header.values())));
        return headers;
    }

    private static JsonNode hook(Hook hook) {
        return caravan.get("/api/v1/webhooks/" + hook.id()).json();
    }

    private static App.Answer replay(Hook hook, String filter) {
        return caravan.post("/api/v1/webhooks/" + hook.id() + "/replay", filter);
    }

    private static void awaitParked(Hook hook, int count) {
        Awaitility.await("parked")
                .atMost(Duration.ofSeconds(30))
                .until(() -> caravan.get("/api/v1/webhooks/" + hook.id() + "/deliveries?status=parked")
                                .json()
                                .get("items")
                                .size()
                        == count);
    }

    private static JsonNode awaitStatus(String path, String status) {
        return Awaitility.await(path)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> caravan.get(path).json(),
                        page -> page.at("/items/0/status").asText().equals(status));
    }

    private static void sql(String statement, UUID id) {
        caravan.bean(JdbcClient.class).sql(statement).param(id).update();
    }

    private static double metric(String name) {
        return caravan.get("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
