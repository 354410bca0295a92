package dev.caravan.journey;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.caravan.bot.LinkCodes;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What comes in without being asked: bounces in a mailbox, and people who talk to the bot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboundJourneyTest {

    private static final String BOT = "/bot4711:secret-of-the-bot";
    private static final Path SAMPLES = Path.of("src/test/resources/bounces");

    private final GreenMail mailbox = new GreenMail(ServerSetup.IMAP.dynamicPort());
    private final WireMockServer telegram = new WireMockServer(wireMockConfig().dynamicPort());
    private GreenMailUser user;
    private App app;
    private long update = 100;

    @BeforeAll
    void start() {
        mailbox.start();
        user = mailbox.setUser("bounces@sender.example", "bounces", "p%ss&word");
        telegram.start();
        telegram.stubFor(post(urlPathEqualTo(BOT + "/getUpdates"))
                .willReturn(aResponse().withBody("{\"ok\":true,\"result\":[]}").withFixedDelay(200)));
        telegram.stubFor(post(urlPathEqualTo(BOT + "/sendMessage"))
                .willReturn(aResponse().withBody("{\"ok\":true,\"result\":{\"message_id\":1}}")));
        app = App.start(Map.of(
                "caravan.bounces.enabled", "true",
                "caravan.bounces.protocol", "imap",
                "caravan.bounces.host", "127.0.0.1",
                "caravan.bounces.port", String.valueOf(mailbox.getImap().getPort()),
                "caravan.bounces.user", "bounces",
                "caravan.bounces.password", "p%ss&word",
                "caravan.bounces.period", "300ms",
                "caravan.telegram.bot-token", "4711:secret-of-the-bot",
                "caravan.telegram.base-uri", telegram.baseUrl(),
                "caravan.telegram.bot-updates", "true"));
    }

    @AfterAll
    void stop() {
        app.close();
        telegram.stop();
        mailbox.stop();
    }

    private String sentMail(String address) {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"message\":\"x\"}".formatted(address));
        app.await(id, "sent");
        return id;
    }

    private JsonNode delivery(String notification) {
        return app.notification(notification).get("deliveries").get(0);
    }

    /** Puts a sample into the mailbox, as if it were about this delivery. */
    private void comesBack(String sample, String notification) throws Exception {
        String mail = Files.readString(SAMPLES.resolve(sample), StandardCharsets.UTF_8)
                .replaceAll(
                        "0198a5f0-1a2b-7c3d-8e4f-0000000000\\d\\d",
                        delivery(notification).get("id").asText());
        deliver(mail.getBytes(StandardCharsets.UTF_8));
    }

    private void deliver(byte[] mail) throws Exception {
        user.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)));
    }

    private JsonNode suppressionsOf(String address) {
        return app.get("/api/v1/suppressions?address=" + address).json().get("items");
    }

    @Test
    void aBounceFailsTheDeliveryAndSuppressesTheAddress() throws Exception {
        String address = UUID.randomUUID() + "@bounced.example";
        String id = sentMail(address);

        comesBack("38-steering-headers.eml", id);

        JsonNode failed = app.await(id, "failed").get("deliveries").get(0);
        assertThat(failed.get("error").asText()).isEqualTo("550 5.1.1 User unknown");
        assertThat(failed.get("history").toString()).contains("receipt of bounces: bounced, 550 5.1.1 User unknown");
        assertThat(suppressionsOf(address).get(0).get("reason").asText()).isEqualTo("bounced");
        String next = app.notify(
                "{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"message\":\"x\"}".formatted(address));
        app.await(next, "suppressed");
    }

    @Test
    void aDelayIsNotedAndAnAbsenceIsNot() throws Exception {
        String address = UUID.randomUUID() + "@absent.example";
        String id = sentMail(address);
        int before = delivery(id).get("history").size();

        comesBack("13-exchange-automatic-reply.eml", id);
        comesBack("03-postfix-delayed.eml", id);

        JsonNode noted = app.await(
                id, view -> view.get("deliveries").get(0).get("history").size() > before);
        assertThat(noted.get("status").asText()).isEqualTo("sent");
        JsonNode last = noted.get("deliveries").get(0).get("history").get(before);
        assertThat(last.get("outcome").asText()).isEqualTo("delayed");
        assertThat(last.get("temporary").asBoolean()).isTrue();
        assertThat(suppressionsOf(address)).isEmpty();
    }

    @Test
    void whatCannotBeUnderstoodStaysInTheMailboxAndIsReadOnce() throws Exception {
        deliver(Files.readAllBytes(SAMPLES.resolve("37-a-person-writes.eml")));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> app.get("/actuator/prometheus")
                        .text()
                        .contains("caravan_bounces_total{class=\"unknown\"} 1.0"));
        ImapHostManager store = mailbox.getManagers().getImapHostManager();
        MailFolder inbox = store.getInbox(user);
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        inbox.getMessages().stream().allMatch(m -> m.getFlags().contains(Flags.Flag.SEEN)));
        assertThat(app.get("/actuator/prometheus").text()).contains("caravan_bounces_total{class=\"unknown\"} 1.0");
    }

    /** Telegram tells of a message until it is told that it was heard: here, once. */
    private synchronized void says(String chat, String language, String text) {
        long id = ++update;
        String news = ("{\"ok\":true,\"result\":[{\"update_id\":%d,\"message\":{\"message_id\":%d,\"date\":1772366405,"
                        + "\"from\":{\"id\":%s,\"is_bot\":false,\"first_name\":\"A\",\"language_code\":\"%s\"},"
                        + "\"chat\":{\"id\":%s,\"type\":\"private\",\"first_name\":\"A\"},\"text\":\"%s\"}}]}")
                .formatted(id, id, chat, language, chat, text);
        String scenario = "news-" + id;
        telegram.stubFor(post(urlPathEqualTo(BOT + "/getUpdates"))
                .inScenario(scenario)
                .whenScenarioStateIs(com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED)
                .willSetStateTo("heard")
                .willReturn(aResponse().withBody(news)));
    }

    private void hears(String chat, String words) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> telegram.verify(postRequestedFor(urlPathEqualTo(BOT + "/sendMessage"))
                        .withRequestBody(matchingJsonPath("$.chat_id", equalTo(chat)))
                        .withRequestBody(matchingJsonPath(
                                "$.text", com.github.tomakehurst.wiremock.client.WireMock.containing(words)))));
    }

    @Test
    void aChatIsLinkedByItsCodeAndLeavesWithStop() {
        LinkCodes codes = app.bean(LinkCodes.class);
        String client = app.post("/api/v1/clients", "{\"phone_number\": \"79260005551\"}")
                .json()
                .get("id")
                .asText();
        String code = app.post("/api/v1/clients/" + client + "/telegram-link", "")
                .json()
                .get("code")
                .asText();

        says("5551", "ru", "/start " + code);
        hears("5551", "Готово");
        assertThat(codes.redeem(code, "5551")).contains(client);
        assertThat(app.get("/api/v1/clients/" + client)
                        .json()
                        .get("telegram_id")
                        .asText())
                .isEqualTo("5551");
        assertThat(codes.redeem(code, "5552")).as("used by another chat").isEmpty();

        says("5552", "en", "/start " + code);
        hears("5552", "not valid any more");

        says("5551", "ru-RU", "/stop");
        hears("5551", "больше не будет");
        assertThat(suppressionsOf("5551").get(0).get("reason").asText()).isEqualTo("unsubscribed");
        assertThat(suppressionsOf("5551").get(0).get("scope").asText()).isEqualTo("mailings");

        says("5551", "de", "/start");
        hears("5551", "Hello");
        assertThat(suppressionsOf("5551")).isEmpty();

        says("5551", "de", "/nonsense");
        hears("5551", "two commands");
    }

    @Test
    void anOldCodeIsWorthNothing() {
        LinkCodes codes = app.bean(LinkCodes.class);

        assertThat(codes.redeem(codes.issue("client-2", Duration.ofSeconds(-1)), "1"))
                .isEmpty();
        assertThat(codes.redeem("made-up", "1")).isEmpty();
    }
}
