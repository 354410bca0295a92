package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.contract.ApiContract;
import dev.caravan.journey.App.Answer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would become of a request is told by the routes that run, and is what becomes of it. */
class ExplainJourneyTest {

    private static final App APP = App.shared();

    private static String someone() {
        return "explain-" + UUID.randomUUID().toString().substring(0, 13) + "@example.com";
    }

    private static JsonNode explain(String body, String query) {
        Answer answer = APP.post("/api/v1/explain" + query, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        ApiContract.CARAVAN.checkAnswer("POST", "/api/v1/explain", answer.raw());
        return answer.json();
    }

    private static JsonNode explainStored(String id) {
        Answer answer = APP.get("/api/v1/notifications/" + id + "/explain");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        ApiContract.CARAVAN.checkAnswer("GET", "/api/v1/notifications/" + id + "/explain", answer.raw());
        return answer.json();
    }

    private static JsonNode explain(String body) {
        return explain(body, "");
    }

    private static String verdicts(JsonNode explanation) {
        StringBuilder verdicts = new StringBuilder();
        explanation
                .at("/recipients/0/channels")
                .forEach(channel -> verdicts.append(channel.get("channel").asText())
                        .append(' ')
                        .append(channel.get("verdict").asText())
                        .append(", "));
        return verdicts.toString();
    }

    @Test
    void theDefaultPolicyIsShownInItsOrder() {
        JsonNode told = explain(
                "{\"recipients\":[{\"email\":\"%s\",\"phone_number\":\"89991234567\"}],\"subject\":\"S\",\"message\":\"Hi\"}"
                        .formatted(someone()));

        assertThat(told.at("/dialect").asText()).isEqualTo("canonical");
        assertThat(told.at("/queue/name").asText()).isEqualTo("default");
        assertThat(told.at("/policy/name").asText()).isEqualTo("default");
        assertThat(verdicts(told)).isEqualTo("email used, sms not_reached, telegram skipped, ");
        assertThat(told.at("/recipients/0/channels/2/why").asText()).isEqualTo("the recipient has no telegram_id");
        assertThat(told.at("/recipients/0/recipient/phone_number").asText()).isEqualTo("+79991234567");
        assertThat(told.at("/recipients/0/providers").findValuesAsText("name"))
                .containsExactly("smtp", "smsc", "probe");
        assertThat(told.at("/recipients/0/provider").asText()).isEqualTo("smtp");
        assertThat(told.at("/recipients/0/subject").asText()).isEqualTo("S");
        assertThat(told.at("/recipients/0/text").asText()).isEqualTo("Hi");
        assertThat(told.at("/recipients/0/goes_at/why").asText()).isEqualTo("nothing holds it back");
        assertThat(told.at("/routes").toString())
                .startsWith(
                        "[\"createNotification\",\"deliver-default\",\"deliver\",\"policy-default\",\"channel-email\"");
        assertThat(told.at("/warnings").toString()).contains("sandbox");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'recipient_list':['a@example.com'],'content':'x','priority':'emails'} || templated-mail | emails | email",
                "{'channel':'telegram','recipient':'123456789','message':'x'} || single | default | telegram",
                "{'recipients':[{'phone_number':'79991234567'}],'message':'x'} |?operation=createSimpleNotification"
                        + " | fallback | default | sms",
                "{'recipients':[{'user_id':'638f394d4b7243fe0399fd67'}],'channels':['inbox'],'message':'x'} |"
                        + " | canonical | default | inbox",
                "{'channel':'sms','recipient':'79991234567','message':'x'} |?queue=caravan.inbound&jms_priority=8"
                        + " | single | urgent | sms",
                "{'recipient_list':['a@example.com'],'content':'x','priority':'nonsense'} |?queue=caravan.inbound"
                        + " | templated-mail | default | email"
            })
    void eachDialectIsReadAsAtItsDoor(String body, String query, String dialect, String queue, String channel) {
        JsonNode told = explain(body.replace('\'', '"'), query == null ? "" : query);

        assertThat(told.at("/dialect").asText()).isEqualTo(dialect);
        assertThat(told.at("/queue/name").asText()).isEqualTo(queue);
        assertThat(told.at("/recipients/0/channel").asText()).isEqualTo(channel);
        assertThat(told.at("/recipients/0/outcome").asText()).isEqualTo("sent");
    }

    @Test
    void anEventTellsItsRecordAndItsMail() {
        String user = UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        String address = someone();
        client("\"email\":\"%s\",\"attributes\":{\"user_id\":\"%s\"}".formatted(address, user));

        JsonNode told =
                explain("{\"user_id\":\"%s\",\"key\":\"new_login\",\"data\":{\"from\":\"Paris\"}}".formatted(user));

        assertThat(told.at("/dialect").asText()).isEqualTo("inbox");
        assertThat(told.at("/recipients/0/recipient/email").asText()).isEqualTo(address);
        assertThat(told.at("/recipients/0/text").asText()).contains("from: Paris");
        assertThat(told.at("/warnings").toString()).contains("record is made in the inbox");
        assertThat(APP.get("/list?user_id=" + user).json().at("/data/elements").asInt())
                .isZero();
        assertThat(APP.caught(address)).isEmpty();
        assertThat(explain("{\"user_id\":\"%s\",\"key\":\"new_post\"}".formatted(user))
                        .at("/recipients_total")
                        .asInt())
                .isZero();
    }

    @Test
    void aMailingIsToldInTheHoursOfItsClients() {
        String tag = "explain-" + UUID.randomUUID();
        String title = "explained " + tag;
        client("\"timezone\":\"Asia/Tokyo\",\"tags\":[{\"name\":\"" + tag + "\"}]");
        String body =
                "{\"title\":\"" + title + "\",\"start_datetime\":\"2030-01-01T09:00:00Z\",\"end_datetime\":\"%s\","
                        + "\"text\":\"Hi\",\"tags\":[{\"name\":\"" + tag + "\"}],\"local_time_from\":\"10:00\","
                        + "\"local_time_to\":\"15:00\"}";

        JsonNode told = explain(body.formatted("2030-01-03T00:00:00Z"));

        assertThat(told.at("/dialect").asText()).isEqualTo("mailing");
        assertThat(told.at("/queue/name").asText()).isEqualTo("bulk");
        assertThat(told.at("/recipients_total").asInt()).isEqualTo(1);
        assertThat(told.at("/recipients/0/channel").asText()).isEqualTo("sms");
        assertThat(told.at("/recipients/0/goes_at/at").asText()).isEqualTo("2030-01-02T01:00:00Z");
        assertThat(told.at("/recipients/0/goes_at/why").asText())
                .contains("10:00 to 15:00")
                .contains("Asia/Tokyo");
        JsonNode late = explain(body.formatted("2030-01-01T20:00:00Z"));
        assertThat(late.at("/recipients/0/outcome").asText()).isEqualTo("expired");
        assertThat(APP.get("/api/v1/mailings").text()).doesNotContain(title);
    }

    @Test
    void aTemplateIsRenderedInTheVersionOfNow() {
        String slug = "explain-" + UUID.randomUUID();
        APP.post(
                "/api/v1/templates",
                "{\"name\":\"x\",\"slug\":\"%s\",\"subject\":\"For ${name}\",\"content\":\"old\"}".formatted(slug));
        APP.send(
                "PATCH",
                "/api/v1/templates/" + slug,
                "{\"content\":\"Hi ${name}\",\"variants\":{\"sms\":\"short ${name}\"}}");
        String body = "{\"recipients\":[{\"%s\",\"context\":{\"name\":\"Ann\"}}]}";

        JsonNode mail = explain(body.formatted("email\":\"" + someone()), "?template_slug=" + slug);
        JsonNode sms = explain(body.formatted("phone_number\":\"+79991234567"), "?template_slug=" + slug);

        assertThat(mail.at("/template").toString())
                .isEqualTo("{\"slug\":\"%s\",\"version\":2,\"engine\":\"freemarker\"}".formatted(slug));
        assertThat(mail.at("/recipients/0/subject").asText()).isEqualTo("For Ann");
        assertThat(mail.at("/recipients/0/text").asText()).isEqualTo("Hi Ann");
        assertThat(sms.at("/recipients/0/text").asText()).isEqualTo("short Ann");
        JsonNode without =
                explain("{\"recipients\":[{\"email\":\"%s\"}],\"template_slug\":\"%s\"}".formatted(someone(), slug));
        assertThat(without.at("/recipients/0/outcome").asText()).isEqualTo("failed");
        assertThat(without.at("/recipients/0/why").asText()).contains("\"name\" has no value");
    }

    @Test
    void anAddressOnTheSuppressionListIsSkippedWithTheReason() {
        String address = someone();
        APP.post(
                "/api/v1/suppressions",
                "{\"channel\":\"email\",\"address\":\"%s\",\"reason\":\"complained\"}".formatted(address));

        JsonNode both = explain("{\"recipients\":[{\"email\":\"%s\",\"telegram_id\":\"123456789\"}],\"message\":\"x\"}"
                .formatted(address.toUpperCase()));
        JsonNode alone = explain(
                "{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"message\":\"x\"}".formatted(address));

        assertThat(both.at("/recipients/0/channels/0/why").asText())
                .isEqualTo("the address is on the suppression list: complained");
        assertThat(verdicts(both)).isEqualTo("email skipped, sms skipped, telegram used, ");
        assertThat(alone.at("/recipients/0/outcome").asText()).isEqualTo("suppressed");
        assertThat(alone.at("/recipients/0/goes_at").isNull()).isTrue();
    }

    @Test
    void aClientIsReachedByTheAddressesThatItHas() {
        String address = someone();
        long id = client("\"email\":\"" + address + "\"");

        JsonNode told = explain(
                "{\"recipients\":[{\"client_id\":\"%d\"}],\"message\":\"x\",\"scheduled_at\":\"2030-01-01T09:00:00+03:00\"}"
                        .formatted(id));

        assertThat(told.at("/recipients/0/recipient/email").asText()).isEqualTo(address);
        assertThat(told.at("/recipients/0/goes_at/at").asText()).isEqualTo("2030-01-01T06:00:00Z");
        assertThat(told.at("/recipients/0/goes_at/why").asText()).isEqualTo("it is scheduled for then");
    }

    @Test
    void nothingIsSentAndNoKeyIsUsedUp() {
        String address = someone();
        String key = UUID.randomUUID().toString();
        String body = "{\"recipients\":[{\"email\":\"%s\"}],\"channels\":[\"email\"],\"message\":\"%s\"}";

        assertThat(APP.post("/api/v1/explain", body.formatted(address, "one"), "Idempotency-Key", key)
                        .status())
                .isEqualTo(200);
        assertThat(APP.get("/api/v1/notifications?recipient=" + address).json().get("items"))
                .isEmpty();
        Answer posted = APP.post("/api/v1/notifications", body.formatted(address, "two"), "Idempotency-Key", key);

        assertThat(posted.status()).isEqualTo(202);
        APP.await(posted.json().get("id").asText(), "sent");
        assertThat(APP.caught(address)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"recipients\": [{}], \"message\": \"x\", \"sheduled_at\": 1}",
                "{\"recipients\": [{\"email\": \"nope\"}], \"channels\": [\"fax\"], \"message\": \"\"}",
                "{\"recipient_list\": 5}",
                "{\"recipients\": [{\"email\": \"a@example.com\"}], \"template_slug\": \"there-is-none\"}"
            })
    void whatTheDoorRefusesIsRefusedInTheSameWords(String body) {
        Answer door = APP.post("/api/v1/notifications", body);
        Answer told = APP.post("/api/v1/explain", body);

        assertThat(door.status()).isGreaterThanOrEqualTo(400);
        assertThat(told.status()).isEqualTo(door.status());
        assertThat(told.json()).isEqualTo(door.json());
    }

    @Test
    void whatSendsNothingIsRefused() {
        Problems.problem(APP.post("/api/v1/explain", "{\"phone_number\":\"79991234567\"}"), 400);
        Problems.problem(APP.post("/api/v1/explain?operation=nonsense", "{\"a\":1}"), 400);
        Problems.problem(APP.post("/api/v1/explain?queue=nonsense", "{\"a\":1}"), 400);
        Problems.problem(APP.post("/api/v1/explain", "{\"channel\":\"sms\",\"recipient\":\"nonsense\"}"), 400);
    }

    @Test
    void whatWasSentShowsHow() {
        String id =
                APP.notify("{\"recipients\":[{\"email\":\"%s\",\"phone_number\":\"+79005550003\"}],\"message\":\"x\"}"
                        .formatted("fail+permanent@" + UUID.randomUUID() + ".example"));
        APP.await(id, "sent");

        JsonNode told = explainStored(id);

        assertThat(verdicts(told)).isEqualTo("email failed, sms used, ");
        assertThat(told.at("/recipients/0/provider").asText()).isEqualTo("probe");
        assertThat(told.at("/recipients/0/channels/0/why").asText()).contains("550 5.7.1");
        assertThat(told.at("/recipients/0/history").findValuesAsText("outcome")).contains("failed", "sent");
        assertThat(told.at("/recipients/0/goes_at").isNull()).isTrue();
    }

    @Test
    void whatIsScheduledShowsWhenAndHow() {
        String address = someone();
        String id = APP.notify(
                "{\"recipients\":[{\"email\":\"%s\",\"telegram_id\":5}],\"channels\":[\"email\",\"telegram\"],\"message\":\"x\",\"scheduled_at\":\"2030-01-01T00:00:00Z\"}"
                        .formatted(address));
        APP.post("/api/v1/suppressions", "{\"channel\":\"email\",\"address\":\"%s\"}".formatted(address));

        JsonNode told = explainStored(id);

        assertThat(told.at("/recipients/0/status").asText()).isEqualTo("scheduled");
        assertThat(verdicts(told)).isEqualTo("email skipped, telegram used, ");
        assertThat(told.at("/recipients/0/goes_at/at").asText()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(told.at("/recipients/0/text").asText()).isEqualTo("x");
        assertThat(APP.notification(id).get("status").asText()).isEqualTo("scheduled");
        assertThat(APP.notification(id).at("/deliveries/0/history")).hasSize(1);
    }

    @Test
    void ofManyRecipientsTheFirstAreExplained() {
        String recipients = IntStream.range(0, 25)
                .mapToObj(n -> "{\"email\":\"explain-%d@example.com\"}".formatted(n))
                .collect(Collectors.joining(","));
        String body = "{\"recipients\":[%s],\"message\":\"x\",\"scheduled_at\":\"2030-01-01T00:00:00Z\"}"
                .formatted(recipients);

        for (JsonNode told : List.of(explain(body), explainStored(APP.notify(body)))) {
            assertThat(told.get("recipients_total").asInt()).isEqualTo(25);
            assertThat(told.get("recipients")).hasSize(20);
            assertThat(told.at("/recipients/19/recipient/email").asText()).isEqualTo("explain-19@example.com");
            assertThat(told.get("warnings").toString()).contains("first 20 of 25");
        }
    }

    @Test
    void whatIsNotThereOrNotAnyMoreIs404() {
        String address = someone();
        long client = client("\"email\":\"" + address + "\"");
        String id = APP.notify("{\"recipients\":[{\"client_id\":\"%d\"}],\"channels\":[\"email\"],\"message\":\"x\"}"
                .formatted(client));
        APP.await(id, "sent");
        APP.send("DELETE", "/api/v1/clients/" + client + "?erase=true", "");

        Problems.problem(APP.get("/api/v1/notifications/" + id + "/explain"), 404);
        Problems.problem(APP.get("/api/v1/notifications/" + UUID.randomUUID() + "/explain"), 404);
        Problems.problem(APP.get("/api/v1/notifications/x/explain"), 404);
    }

    @Test
    void aMailingThatWentToNobodyIsExplainedToo() {
        String tag = "explain-" + UUID.randomUUID();
        APP.send("DELETE", "/api/v1/clients/" + client("\"tags\":[{\"name\":\"" + tag + "\"}]"), "");
        String path = "/api/v1/mailings/"
                + APP.post(
                                "/api/v1/mailings",
                                "{\"start_datetime\":\"2026-01-01T09:00:00Z\",\"end_datetime\":\"2040-01-01T09:00:00Z\",\"text\":\"x\",\"tags\":[{\"name\":\"%s\"}]}"
                                        .formatted(tag))
                        .json()
                        .get("id")
                        .asText();
        String id = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> APP.get(path).json().path("notification_id").asText(""), found -> found.length() == 36);

        assertThat(explainStored(id).get("recipients_total").asInt()).isZero();
    }

    private static long client(String fields) {
        long phone = 70_000_000_000L + Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 10_000_000_000L);
        Answer answer = APP.post("/api/v1/clients", "{\"phone_number\":\"%d\",%s}".formatted(phone, fields));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").asLong();
    }
}
