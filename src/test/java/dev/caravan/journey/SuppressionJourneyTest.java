package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.journey.App.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Addresses that get nothing any more: by hand, by a dead mailbox, by a click, by a receipt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuppressionJourneyTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private App app;

    @BeforeAll
    void start() {
        app = App.start(Map.of(
                "caravan.retry.backoff",
                "300ms",
                "caravan.receipts.tokens",
                "probe:" + TOKEN + ",smsc:" + TOKEN,
                "caravan.public-url",
                "https://news.example.com/"));
    }

    @AfterAll
    void stop() {
        app.close();
    }

    private static String someone() {
        return UUID.randomUUID().toString().substring(0, 13) + "@suppression.example";
    }

    private String mailTo(String address, String fields) {
        return app.notify("{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"message\":\"x\"%s}"
                .formatted(address, fields));
    }

    private long mailing;

    /** A message of a mailing, as mailings make them. */
    private String mailingTo(String address, String fields) {
        String id = mailTo(address, ",\"scheduled_at\":\"2030-01-01T00:00:00Z\"" + fields);
        JdbcClient jdbc = app.bean(JdbcClient.class);
        jdbc.sql("update deliveries set mailing_id = ?, due_at = now() where notification_id = ?")
                .params(mailing(), UUID.fromString(id))
                .update();
        return id;
    }

    /** A mailing that is under way, and makes no messages of its own. */
    private long mailing() {
        if (mailing == 0) {
            mailing = app.post("/api/v1/mailings", """
                    {"start_datetime": "2030-01-01T00:00:00Z", "end_datetime": "2030-01-02T00:00:00Z", "text": "x"}""").json().get("id").longValue();
            app.bean(JdbcClient.class)
                    .sql("update mailings set status = 'running', made = true where id = ?")
                    .param(mailing)
                    .update();
        }
        return mailing;
    }

    private static JsonNode delivery(JsonNode notification) {
        return notification.get("deliveries").get(0);
    }

    private JsonNode suppressionsOf(String address) {
        return app.get("/api/v1/suppressions?address=" + address.replace("+", "%2B"))
                .json()
                .get("items");
    }

    @Test
    void anAddressOnTheListGetsNothingUntilItIsTakenOff() {
        String address = someone();
        Answer added = app.post(
                "/api/v1/suppressions",
                "{\"channel\":\"email\",\"address\":\"%s\",\"detail\":\"by phone\"}".formatted(address.toUpperCase()));
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        assertThat(added.json().get("address").asText()).isEqualTo(address);
        assertThat(added.json().get("scope").asText()).isEqualTo("all");
        Answer again =
                app.post("/api/v1/suppressions", "{\"channel\":\"email\",\"address\":\"%s\"}".formatted(address));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("id")).isEqualTo(added.json().get("id"));

        JsonNode held = app.await(mailTo(address, ""), "suppressed");

        assertThat(delivery(held).get("attempts").asInt()).isZero();
        assertThat(delivery(held).get("error").asText()).isEqualTo("the address is on the suppression list: manual");
        JsonNode last =
                delivery(held).get("history").get(delivery(held).get("history").size() - 1);
        assertThat(last.get("status").asText()).isEqualTo("suppressed");
        assertThat(last.get("reason").asText()).contains("suppression list: manual");
        assertThat(app.caught(address)).isEmpty();
        assertThat(app.get("/api/v1/notifications?status=suppressed&recipient=" + address)
                        .json()
                        .get("items"))
                .hasSize(1);

        String id = added.json().get("id").asText();
        assertThat(app.send("DELETE", "/api/v1/suppressions/" + id, "").status())
                .isEqualTo(204);
        assertThat(app.get("/api/v1/suppressions/" + id).status()).isEqualTo(404);
        app.await(mailTo(address, ""), "sent");
    }

    @Test
    void anotherChannelTakesWhatASuppressedOneMayNot() {
        String address = someone();
        app.post("/api/v1/suppressions", "{\"channel\":\"email\",\"address\":\"%s\"}".formatted(address));

        String id =
                app.notify("{\"recipients\":[{\"email\":\"%s\",\"phone_number\":\"+79160000101\"}],\"message\":\"x\"}"
                        .formatted(address));

        assertThat(delivery(app.await(id, "sent")).get("channel").asText()).isEqualTo("sms");
    }

    @Test
    void whatExpiredCountsNoMore() {
        String address = someone();
        app.post(
                "/api/v1/suppressions",
                "{\"channel\":\"email\",\"address\":\"%s\",\"expires_at\":\"2030-01-01T00:00:00Z\"}"
                        .formatted(address));
        app.await(mailTo(address, ""), "suppressed");
        app.bean(JdbcClient.class)
                .sql("update suppressions set expires_at = now() - interval '1 second' where address = ?")
                .param(address)
                .update();

        app.await(mailTo(address, ""), "sent");
    }

    @Test
    void theListIsPagedAndFiltered() {
        for (int i = 0; i < 3; i++) {
            app.post(
                    "/api/v1/suppressions",
                    "{\"channel\":\"sms\",\"address\":\"8916000020%d\",\"reason\":\"complained\"}".formatted(i));
        }

        Answer first = app.get("/api/v1/suppressions?channel=sms&reason=complained&limit=2");
        assertThat(first.json().get("items")).hasSize(2);
        Answer second = app.get("/api/v1/suppressions?channel=sms&reason=complained&limit=2&cursor="
                + first.json().get("next_cursor").asText());
        assertThat(second.json().get("items")).hasSize(1);
        assertThat(second.json().get("items").get(0).get("address").asText()).isEqualTo("+79160000200");
        assertThat(suppressionsOf("8(916)000-02-01")).hasSize(1);
    }

    @Test
    void aDeadMailboxIsTriedOnceAndNeverAgain() {
        String address = "fail+unknown@" + UUID.randomUUID() + ".example";

        JsonNode failed = app.await(mailTo(address, ""), "failed");
        assertThat(delivery(failed).get("attempts").asInt()).isEqualTo(1);
        assertThat(suppressionsOf(address).get(0).get("reason").asText()).isEqualTo("bounced");
        assertThat(suppressionsOf(address).get(0).get("detail").asText()).startsWith("550 5.1.1");

        JsonNode next = app.await(mailTo(address, ""), "suppressed");
        assertThat(delivery(next).get("error").asText()).endsWith("bounced");
    }

    @Test
    void aRefusalForWhatTheMessageSaysSuppressesNobody() {
        String address = "fail+permanent@" + UUID.randomUUID() + ".example";

        app.await(mailTo(address, ""), "failed");

        assertThat(suppressionsOf(address)).isEmpty();
    }

    @Test
    void whoBlockedTheBotIsSuppressed() {
        String blocked = app.notify(
                "{\"recipients\":[{\"telegram_id\":\"990000403\"}],\"channels\":[\"telegram\"],\"message\":\"x\"}");
        app.await(blocked, "failed");
        assertThat(suppressionsOf("990000403").get(0).get("reason").asText()).isEqualTo("bounced");
    }

    @Test
    void aMailingCanBeLeftWithOneClickAndEverythingElseStillComes() {
        String address = someone();
        app.await(mailingTo(address, ""), "sent");
        JsonNode headers = app.caught(address).get(0).get("headers");
        assertThat(headers.toString())
                .contains("List-Unsubscribe")
                .contains("List-Unsubscribe=One-Click")
                .contains("https://news.example.com/unsubscribe/");
        String link = app.caught(address)
                .get(0)
                .get("headers")
                .path("List-Unsubscribe")
                .asText();
        String path =
                link.substring(link.indexOf("/unsubscribe/")).replace(">", "").strip();

        // a mail scanner looks at the link
        Answer page = app.get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text())
                .contains("<button name=\"List-Unsubscribe\"")
                .doesNotContain(address)
                .doesNotContain("<script");
        assertThat(page.raw().headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
        assertThat(suppressionsOf(address)).isEmpty();

        Answer clicked = app.send(
                "POST", path, "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(clicked.status()).as(clicked.text()).isEqualTo(200);
        assertThat(clicked.raw().headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(suppressionsOf(address).get(0).get("scope").asText()).isEqualTo("mailings");
        assertThat(suppressionsOf(address).get(0).get("detail").asText()).contains("mailing " + mailing());

        app.await(mailingTo(address, ""), "suppressed");
        app.await(mailTo(address, ""), "sent");
        assertThat(app.caught(address).get(0).get("headers").toString()).doesNotContain("List-Unsubscribe");

        Answer undone = app.send("POST", path, "undo=1", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(undone.status()).isEqualTo(200);
        assertThat(suppressionsOf(address)).isEmpty();
        app.await(mailingTo(address, ""), "sent");
    }

    @Test
    void aTemplateOfAMailingKnowsTheLink() {
        String slug = "s" + UUID.randomUUID();
        app.post(
                "/api/v1/templates",
                "{\"name\":\"x\",\"slug\":\"%s\",\"content\":\"leave: {{ unsubscribe_url }}\"}".formatted(slug));
        String address = someone();
        String id =
                app.notify(("{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"template_slug\":\"%s\","
                                + "\"scheduled_at\":\"2030-01-01T00:00:00Z\"}")
                        .formatted(address, slug));
        JdbcClient jdbc = app.bean(JdbcClient.class);
        UUID uuid = UUID.fromString(id);
        jdbc.sql("update deliveries set mailing_id = ?, due_at = now() where notification_id = ?")
                .params(mailing(), uuid)
                .update();

        app.await(id, "sent");

        assertThat(app.caught(address).get(0).get("text").asText())
                .contains("leave: https://news.example.com/unsubscribe/");
    }

    @Test
    void theUnsubscribePageSpeaksRussianAndKnowsNoMadeUpLinks() {
        String link = app.bean(dev.caravan.unsubscribe.UnsubscribeLinks.class).url("email", someone(), 1);
        String path = link.substring(link.indexOf("/unsubscribe/"));

        assertThat(app.send("GET", path, "", "Accept-Language", "ru-RU,ru;q=0.9,en;q=0.5")
                        .text())
                .contains("Отписаться", "lang=\"ru\"");
        String forged = path.substring(0, path.length() - 3) + "AAA";
        Answer unknown = app.send("POST", forged, "x=1", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(app.get("/unsubscribe/nonsense").status()).isEqualTo(404);
        assertThat(app.send("PUT", path, "").status()).isEqualTo(405);
    }

    @Test
    void aSpoiltLinkShowsABrowserAPageAndAProgramAProblem() {
        String link = app.bean(dev.caravan.unsubscribe.UnsubscribeLinks.class).url("email", someone(), 1);
        String spoilt = link.substring(link.indexOf("/unsubscribe/"), link.length() - 4);
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

        Answer page = app.send("GET", spoilt, "", "Accept", browser);
        Answer russian = app.send("GET", spoilt, "", "Accept", browser, "Accept-Language", "ru");
        Answer pressed =
                app.send("POST", spoilt, "x=1", "Content-Type", "application/x-www-form-urlencoded", "Accept", browser);

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.raw().headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.raw().headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(page.text())
                .contains("This link does not work", "answer the message")
                .doesNotContain("<form");
        assertThat(russian.text()).contains("lang=\"ru\"", "Эта ссылка не работает");
        assertThat(pressed.status()).isEqualTo(404);
        assertThat(pressed.text()).contains("This link does not work");
        for (String program :
                new String[] {"application/json", "application/json, text/html;q=0.5", "*/*", "nonsense"}) {
            assertThat(Problems.problem(app.send("GET", spoilt, "", "Accept", program), 404)
                            .get("detail")
                            .textValue())
                    .contains("link");
        }
    }

    private JsonNode sms(String number, String provider) {
        String id = app.notify("{\"recipients\":[{\"phone_number\":\"%s\"}],\"channels\":[\"sms\"],\"message\":\"x\"}"
                .formatted(number));
        JsonNode sent = app.await(id, "sent");
        assertThat(delivery(sent).get("history").toString()).contains("\"provider\":\"" + provider + "\"");
        return sent;
    }

    private Answer receipt(String provider, String body) {
        return app.post("/api/v1/receipts/" + provider, body, "X-Receipt-Token", TOKEN);
    }

    @Test
    void smscReportsInItsOwnForm() {
        JsonNode sent = sms("+79160000301", "smsc");
        String messageId = delivery(sent).get("provider_message_id").asText();
        String path = "/api/v1/receipts/smsc?token=" + TOKEN;
        String form = "id=" + messageId + "&phone=79160000301&status=%d&time=01.03.2026+12%%3A00%%3A00&ts=1772366405"
                + "&err=%d&cnt=1&type=0&md5=x";

        Answer onItsWay =
                app.send("POST", path, form.formatted(0, 0), "Content-Type", "application/x-www-form-urlencoded");
        assertThat(onItsWay.status()).as(onItsWay.text()).isEqualTo(200);
        assertThat(app.notification(sent.get("id").asText()).get("status").asText())
                .isEqualTo("sent");

        Answer delivered =
                app.send("POST", path, form.formatted(1, 0), "Content-Type", "application/x-www-form-urlencoded");
        assertThat(delivered.status()).as(delivered.text()).isEqualTo(200);
        JsonNode after = app.notification(sent.get("id").asText());
        assertThat(after.get("status").asText()).isEqualTo("delivered");
        assertThat(delivery(after).get("history").toString())
                .contains("receipt of smsc, 2026-03-01T12:00:05Z: delivered");

        // once more, and a late failure: nothing new
        app.send("POST", path, form.formatted(1, 0), "Content-Type", "application/x-www-form-urlencoded");
        app.send("POST", path, form.formatted(20, 1), "Content-Type", "application/x-www-form-urlencoded");
        JsonNode same = app.notification(sent.get("id").asText());
        assertThat(delivery(same).get("history")).hasSameSizeAs(delivery(after).get("history"));
        assertThat(app.send("POST", path, "", "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aFailureThatIsReportedLaterFailsTheDelivery() {
        JsonNode sent = sms("+79160000302", "smsc");
        String messageId = delivery(sent).get("provider_message_id").asText();

        app.send(
                "POST",
                "/api/v1/receipts/smsc?token=" + TOKEN,
                "id=" + messageId + "&status=22&err=1",
                "Content-Type",
                "application/x-www-form-urlencoded");

        JsonNode failed = app.notification(sent.get("id").asText());
        assertThat(failed.get("status").asText()).isEqualTo("failed");
        assertThat(delivery(failed).get("error").asText()).isEqualTo("smsc status 22: wrong number (err 1)");
    }

    @Test
    void canonicalReceiptsAreAnsweredOneByOne() {
        String complaining = someone();
        String gone = someone();
        JsonNode first = app.await(mailTo(complaining, ""), "sent");
        JsonNode second = app.await(mailTo(gone, ""), "sent");

        Answer answer = receipt(
                "probe",
                ("[{\"message_id\":\"%s\",\"status\":\"complained\"},"
                                + "{\"delivery_id\":\"%s\",\"status\":\"bounced\",\"error\":\"no such user\",\"time\":\"2026-03-01T12:00:00Z\"},"
                                + "{\"message_id\":\"never-heard-of\",\"status\":\"delivered\"},"
                                + "{\"delivery_id\":\"%s\",\"status\":\"bounced\"}]")
                        .formatted(
                                delivery(first).get("provider_message_id").asText(),
                                delivery(second).get("id").asText(),
                                delivery(second).get("id").asText()));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().findValuesAsText("result"))
                .containsExactly("delivered", "failed", "waiting", "repeated");
        assertThat(suppressionsOf(complaining).get(0).get("reason").asText()).isEqualTo("complained");
        assertThat(suppressionsOf(complaining).get(0).get("detail").asText()).isEqualTo("receipt of probe: complained");
        assertThat(suppressionsOf(gone).get(0).get("detail").asText()).isEqualTo("no such user");
        app.await(mailTo(gone, ""), "suppressed");
        assertThat(receipt("probe", "[]").json().get("received").asInt()).isZero();
    }

    @Test
    void aReceiptThatComesBeforeItsMessageIsRecordedWaits() {
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"message\":\"x\",\"scheduled_at\":\"2030-01-01T00:00:00Z\"}"
                        .formatted(someone()));
        String delivery = delivery(app.notification(id)).get("id").asText();

        Answer early = receipt("probe", "{\"delivery_id\":\"%s\",\"status\":\"delivered\"}".formatted(delivery));
        assertThat(early.json().findValuesAsText("result")).containsExactly("waiting");
        app.bean(JdbcClient.class)
                .sql("update deliveries set due_at = now() where id = ?")
                .param(UUID.fromString(delivery))
                .update();

        app.await(id, "delivered");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> app.bean(JdbcClient.class)
                        .sql("select count(*) from receipts_waiting where reference = ?")
                        .param(delivery)
                        .query(Integer.class)
                        .single()
                        .equals(0));
    }

    @Test
    void onlyWhoHasTheTokenMayReport() {
        String body = "{\"message_id\":\"1\",\"status\":\"delivered\"}";

        assertThat(app.post("/api/v1/receipts/probe", body).status()).isEqualTo(403);
        assertThat(app.post("/api/v1/receipts/probe", body, "X-Receipt-Token", TOKEN + "x")
                        .status())
                .isEqualTo(403);
        assertThat(app.post("/api/v1/receipts/nobody", body, "X-Receipt-Token", TOKEN)
                        .status())
                .isEqualTo(404);
        assertThat(app.post("/api/v1/receipts/probe", body, "Authorization", "Bearer " + TOKEN)
                        .status())
                .isEqualTo(200);
        assertThat(app.send("POST", "/api/v1/receipts/probe?token=" + TOKEN, "x", "Content-Type", "text/csv")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void metricsTellOfAllOfIt() {
        app.post("/api/v1/suppressions", "{\"channel\":\"email\",\"address\":\"%s\"}".formatted(someone()));
        receipt("probe", "{\"message_id\":\"unheard\",\"status\":\"delivered\"}");

        assertThat(app.get("/actuator/prometheus").text())
                .contains("caravan_suppressions_added_total{channel=\"email\",reason=\"manual\"}")
                .contains("caravan_receipts_total{provider=\"probe\",result=\"waiting\"}");
    }
}
