package dev.caravan.journey;

import static dev.caravan.journey.Problems.invalid;
import static dev.caravan.journey.Problems.names;
import static dev.caravan.journey.Problems.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRACT §1: what the canonical API takes, what it refuses, and what it finds again. */
class IntakeJourneyTest {

    private static final String PATH = "/api/v1/notifications";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final App app = App.shared();

    private static String someone() {
        return "intake-" + UUID.randomUUID() + "@example.com";
    }

    private static String mailTo(String address, String more) {
        return "{\"recipients\":[{\"email\":\"" + address + "\"}],\"channels\":[\"email\"],\"message\":\"x\"" + more
                + "}";
    }

    /** A request whose every part, the Content-Type too, is the test's. */
    private App.Answer send(byte[] body, Consumer<HttpRequest.Builder> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(app.url() + PATH))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.accept(request);
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new App.Answer(response.statusCode(), response.body(), response);
    }

    private List<String> found(String query) {
        App.Answer answer = app.get(PATH + "?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json().get("items").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private String createdAt(String id) {
        return app.notification(id).get("created_at").asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void theAnswerIsTheContractsAndTheViewShowsMore() {
        String to = someone();
        App.Answer answer = app.post(
                PATH,
                mailTo(
                        to,
                        ",\"subject\":\"s\",\"priority\":\"urgent\",\"metadata\":{\"order\":\"17\"},"
                                + "\"callback_url\":\"https://example.com/hook\",\"expires_at\":\"2099-01-01T00:00:00+03:00\""));

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        JsonNode accepted = answer.json();
        assertThat(names(accepted))
                .containsExactly(
                        "id",
                        "message_id",
                        "notification_id",
                        "status",
                        "queue",
                        "created_at",
                        "scheduled_at",
                        "deliveries");
        String id = accepted.get("id").asText();
        assertThat(accepted.get("message_id").asText()).isEqualTo(id);
        assertThat(accepted.get("notification_id").asText()).isEqualTo(id);
        assertThat(accepted.get("status").asText()).isEqualTo("queued");
        assertThat(accepted.get("queue").asText()).isEqualTo("urgent");
        assertThat(accepted.get("created_at").asText()).endsWith("Z");
        assertThat(accepted.get("scheduled_at").isNull()).isTrue();
        assertThat(names(accepted.get("deliveries").get(0))).containsExactly("id", "status");

        JsonNode view = app.await(id, "sent");
        assertThat(names(view)).containsAll(names(accepted));
        assertThat(view.get("created_at").asText())
                .isEqualTo(accepted.get("created_at").asText());
        assertThat(view.get("metadata").get("order").asText()).isEqualTo("17");
        assertThat(view.get("callback_url").asText()).isEqualTo("https://example.com/hook");
        assertThat(view.get("expires_at").asText()).isEqualTo("2098-12-31T21:00:00Z");
        JsonNode delivery = view.get("deliveries").get(0);
        assertThat(names(delivery))
                .contains(
                        "id",
                        "recipient",
                        "channel",
                        "status",
                        "attempts",
                        "error",
                        "provider_message_id",
                        "next_attempt_at",
                        "history");
        assertThat(delivery.get("recipient").get("email").asText()).isEqualTo(to);
        assertThat(delivery.get("history"))
                .extracting(e -> e.get("type").asText() + " " + e.path("status").asText(""))
                .containsExactly("status queued", "status processing", "attempt ", "status sent");
        JsonNode attempt = delivery.get("history").get(2);
        assertThat(names(attempt))
                .contains("channel", "provider", "started_at", "duration_ms", "outcome", "error", "temporary");
    }

    @Test
    void unknownFieldsAreRefusedAllAtOnceAndNothingIsSent() {
        String to = someone();
        App.Answer answer = app.post(
                PATH,
                "{\"recipients\":[{\"email\":\"" + to
                        + "\",\"mail\":\"x\"}],\"message\":\"x\",\"schedule_at\":\"2099-01-01T00:00:00Z\","
                        + "\"id\":\"" + UUID.randomUUID() + "\",\"status\":\"sent\",\"attempts\":0,\"separate\":true}");

        invalid(answer, "recipients[0].mail", "schedule_at", "id", "status", "attempts", "separate");
        assertThat(found("recipient=" + to)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "recipients              | {\"message\":\"x\"}",
                "recipients              | {\"message\":\"x\",\"recipients\":[]}",
                "recipients              | {\"message\":\"x\",\"recipients\":{}}",
                "recipients              | {\"message\":\"x\",\"recipients\":\"a@example.com\"}",
                "recipients[0]           | {\"message\":\"x\",\"recipients\":[\"a@example.com\"]}",
                "recipients[0]           | {\"message\":\"x\",\"recipients\":[null]}",
                "recipients[0]           | {\"message\":\"x\",\"recipients\":[{}]}",
                "recipients[0]           | {\"message\":\"x\",\"recipients\":[{\"context\":{}}]}",
                "recipients[0].email     | {\"message\":\"x\",\"recipients\":[{\"email\":5}]}",
                "recipients[0].email     | {\"message\":\"x\",\"recipients\":[{\"email\":\"\"}]}",
                "recipients[0].email     | {\"message\":\"x\",\"recipients\":[{\"email\":\"a@example.com, b@example.com\"}]}",
                "recipients[0].email     | {\"message\":\"x\",\"recipients\":[{\"email\":\"A <a@example.com>\"}]}",
                "recipients[0].email     | {\"message\":\"x\",\"recipients\":[{\"email\":\"a@example.com\\r\\nBcc: b@example.com\"}]}",
                "recipients[0].email     | {\"message\":\"x\",\"recipients\":[{\"email\":\"a@example.com\\n\"}]}",
                "recipients[0].phone_number | {\"message\":\"x\",\"recipients\":[{\"phone_number\":\"12\"}]}",
                "recipients[0].telegram_id  | {\"message\":\"x\",\"recipients\":[{\"telegram_id\":\"@anna\"}]}",
                "recipients[0].telegram_id  | {\"message\":\"x\",\"recipients\":[{\"telegram_id\":1.5}]}",
                "recipients[0].user_id   | {\"message\":\"x\",\"recipients\":[{\"user_id\":\"\"}]}",
                "recipients[0].context   | {\"message\":\"x\",\"recipients\":[{\"user_id\":\"u\",\"context\":[]}]}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}]}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":null}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\" \"}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":7}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":{\"a\":1}}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"a\\u0000b\"}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"a\\ud800b\"}",
                "subject                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"subject\":\"\\udc00\\ud800\"}",
                "context                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"context\":{\"a\":[{\"b\":\"\\udfff\"}]}}",
                "recipients[0].context   | {\"message\":\"x\",\"recipients\":[{\"user_id\":\"u\",\"context\":{\"a\":\"\\ud800\"}}]}",
                "metadata                | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"metadata\":{\"a\":\"\\ud800\"}}",
                "message                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"message\":\"y\"}",
                "recipients[1].email     | {\"recipients\":[{\"user_id\":\"u\"},{\"email\":\"a@example.com\",\"email\":\"b@example.com\"}],\"message\":\"x\"}",
                "context.a[1].b          | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"context\":{\"a\":[1,{\"b\":1,\"b\":2}]}}",
                "subject                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"subject\":\"a\\r\\nBcc: b@example.com\"}",
                "subject                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"subject\":\"a\\nb\"}",
                "subject                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"subject\":[]}",
                "channels                | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"channels\":\"email\"}",
                "channels                | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"channels\":[]}",
                "channels[1]             | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"channels\":[\"email\",\"fax\"]}",
                "channels[0]             | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"channels\":[5]}",
                "channels[0]             | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"channels\":[\"listed\"]}",
                "policy                  | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"policy\":\"nope\"}",
                "policy                  | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"policy\":\"listed\"}",
                "policy                  | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"policy\":{}}",
                "template_slug           | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"template_slug\":3}",
                "context                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"context\":\"a\"}",
                "context                 | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"context\":{\"a\":\"\\u0000\"}}",
                "priority                | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"priority\":1}",
                "scheduled_at            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"scheduled_at\":\"tomorrow\"}",
                "scheduled_at            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"scheduled_at\":\"2026-01-01T00:00:00\"}",
                "scheduled_at            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"scheduled_at\":1767225600}",
                "scheduled_at            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"scheduled_at\":\"+99999-01-01T00:00:00Z\"}",
                "scheduled_at            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"scheduled_at\":\"-99999-01-01T00:00:00Z\"}",
                "expires_at              | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"expires_at\":\"2001-01-01T00:00:00Z\"}",
                "expires_at              | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"expires_at\":\"+999999-01-01T00:00:00Z\"}",
                "callback_url            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"callback_url\":\"http://example.com/\"}",
                "callback_url            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"callback_url\":\"https://u:p@example.com/\"}",
                "callback_url            | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"callback_url\":\"file:///etc/passwd\"}",
                "metadata                | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"metadata\":[]}",
                "metadata.a              | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"metadata\":{\"a\":1}}",
                "metadata                | {\"recipients\":[{\"user_id\":\"u\"}],\"message\":\"x\",\"metadata\":{\"a\\u0000\":\"1\"}}",
            })
    void aFieldThatCannotBeTakenIsNamed(String field, String body) {
        assertThat(invalid(app.post(PATH, body), field).get(field)).hasSize(1);
    }

    @Test
    void aCharacterOfTwoHalvesIsTakenAsItIs() {
        JsonNode sent = app.notification(app.notify("{\"recipients\":[{\"user_id\":\"u\"}],\"channels\":[\"inbox\"],"
                + "\"message\":\"\\ud83d\\ude80 \uD83D\uDE80\"}"));

        assertThat(sent.get("message").asText()).isEqualTo("\uD83D\uDE80 \uD83D\uDE80");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1,}",
                "nonsense",
                "{} {}",
                "{\"message\":\"x\",\"message\":\"y\"}",
                "{\"a\":NaN}",
                "[]",
                "\"text\"",
                "5",
                "null",
                "{\"recipients\":[{\"email\":\"a@example.com\",\"email\":\"b@example.com\"}],\"message\":\"x\"}"
            })
    void aBodyThatIsNoJsonObjectIsRefused(String body) {
        problem(app.post(PATH, body), 400);
    }

    @Test
    void brokenJsonIsLocated() {
        JsonNode problem = problem(app.post(PATH, "{\n  \"message\": \"x\",\n  oops\n}"), 400);

        assertThat(problem.get("line").asInt()).isEqualTo(3);
        assertThat(problem.get("column").asInt()).isPositive();
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        problem(app.post(PATH, mailTo("a@example.com", ",\"context\":{\"a\":" + deep + "}")), 400);
    }

    @Test
    void aLoneSurrogateIsRefusedOrKeptButNeverBreaksAnything() {
        App.Answer answer = app.post(PATH, mailTo(someone(), "").replace("\"x\"", "\"a\\ud800b\""));

        assertThat(answer.status()).as(answer.text()).isIn(202, 400);
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherItsLengthIsDeclaredOrNot() throws Exception {
        byte[] big = mailTo("a@example.com", ",\"context\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}")
                .getBytes(StandardCharsets.UTF_8);

        problem(send(big, r -> r.header("Content-Type", "application/json")), 413);
        problem(
                send(
                        new byte[0],
                        r -> r.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(big)))),
                413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/x-java-serialized-object",
                "application/json; charset=utf-16",
                "nonsense"
            })
    void aBodyThatIsNotJsonByItsTypeIsRefused(String type) throws Exception {
        byte[] body = mailTo(someone(), "").getBytes(StandardCharsets.UTF_8);

        problem(send(body, r -> r.header("Content-Type", type)), 415);
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() throws Exception {
        byte[] body = mailTo(someone(), ",\"subject\":\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);

        problem(send(body, r -> r.header("Content-Type", "application/json")), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/notifications",
                "/api/v1/templates",
                "/api/v1/healthcheck",
                "/api/v1/dead-letters",
                "/api/notifications/" + "00000000-0000-7000-8000-000000000000",
                "/api/v1/notifications/00000000-0000-7000-8000-000000000000",
                "/api/v1/templates/no-such-template",
                "/api/v1/templates/no-such-template/versions",
                "/api/v1/nothing-here"
            })
    void aPathAnswersTheSameWithAndWithoutItsTrailingSlash(String path) {
        App.Answer without = app.get(path);
        App.Answer with = app.get(path + "/");

        assertThat(with.status()).isEqualTo(without.status());
        assertThat(with.raw().headers().firstValue("Content-Type"))
                .isEqualTo(without.raw().headers().firstValue("Content-Type"));
    }

    @Test
    void everyOperationTakesATrailingSlash() {
        App.Answer posted = app.post(PATH + "/", mailTo(someone(), ",\"scheduled_at\":\"2030-01-01T00:00:00Z\""));
        assertThat(posted.status()).isEqualTo(202);
        String own = PATH + "/" + posted.json().get("id").asText();

        assertThat(app.get(own + "/").status()).isEqualTo(200);
        assertThat(app.get(PATH + "/?limit=1").json().get("items")).hasSize(1);
        problem(app.post(own + "/retry/", ""), 409);
        assertThat(app.post(own + "/cancel/", "").status()).isEqualTo(200);
        String slug = "slash-" + UUID.randomUUID();
        assertThat(app.post("/api/v1/templates/", "{\"name\":\"n\",\"slug\":\"" + slug + "\",\"content\":\"c\"}")
                        .status())
                .isEqualTo(201);
        String template = "/api/v1/templates/" + slug;
        assertThat(app.send("PATCH", template + "/", "{\"content\":\"d\"}").status())
                .isEqualTo(200);
        assertThat(app.post(template + "/preview/", "{}").json().get("body").asText())
                .isEqualTo("d");
        assertThat(app.send("DELETE", template + "/", "").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000-0000-7000-8000-000000000000",
                "1",
                "nonsense",
                "00000000-0000-7000-8000-00000000000g",
                "%27%20or%201=1",
                "0-0-0-0-0",
                "%D0%B6"
            })
    void anIdThatIsUnknownOrNoneIsNotFound(String id) {
        problem(app.get(PATH + "/" + id), 404);
        problem(app.post(PATH + "/" + id + "/cancel", ""), 404);
        problem(app.post(PATH + "/" + id + "/retry", ""), 404);
        problem(app.get("/api/notifications/" + id + "/"), 404);
        problem(app.post("/api/v1/dead-letters/" + id + "/replay", ""), 404);
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsNamed() {
        App.Answer answer = app.send("DELETE", PATH, "");

        problem(answer, 405);
        assertThat(answer.raw().headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("GET", "POST"));
    }

    @Test
    void anUnknownTemplateIsNotFoundAndNothingIsQueued() {
        String to = someone();

        problem(app.post(PATH, mailTo(to, ",\"template_slug\":\"no-such-template\"")), 404);
        problem(app.post(PATH + "?template_slug=no-such-template", mailTo(to, "")), 404);
        problem(app.post(PATH, mailTo(to, ",\"template_slug\":\"../../etc/passwd\"")), 404);

        assertThat(found("recipient=" + to)).isEmpty();
    }

    @Test
    void aTimeInTheFutureIsWaitedFor() {
        String to = someone();
        Instant later = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(4);
        App.Answer answer = app.post(PATH, mailTo(to, ",\"scheduled_at\":\"" + later + "\""));
        assertThat(answer.json().get("status").asText()).isEqualTo("scheduled");
        assertThat(Instant.parse(answer.json().get("scheduled_at").asText())).isEqualTo(later);
        String id = answer.json().get("id").asText();
        JsonNode waiting = app.notification(id);
        assertThat(waiting.get("status").asText()).isEqualTo("scheduled");
        assertThat(waiting.get("deliveries").get(0).get("next_attempt_at").asText())
                .isEqualTo(later.toString());
        assertThat(app.caught(to)).isEmpty();

        JsonNode sent = app.await(id, "sent");

        assertThat(app.caught(to)).hasSize(1);
        assertThat(Instant.parse(app.caught(to).get(0).get("received_at").asText()))
                .isAfterOrEqualTo(later);
        assertThat(sent.get("deliveries")
                        .get(0)
                        .get("history")
                        .get(0)
                        .get("status")
                        .asText())
                .isEqualTo("scheduled");
    }

    @Test
    void aTimeInThePastIsNow() {
        app.await(app.notify(mailTo(someone(), ",\"scheduled_at\":\"2020-01-01T00:00:00+03:00\"")), "sent");
    }

    @Test
    void whatHasExpiredIsNeverSent() {
        String text = "too late " + UUID.randomUUID();
        // Telegram asks to come back in two seconds, and then it is too late
        String id = app.notify(
                "{\"recipients\":[{\"telegram_id\":\"990000429\"}],\"channels\":[\"telegram\"],\"message\":\"" + text
                        + "\",\"expires_at\":\"" + Instant.now().plusMillis(1_500) + "\"}");

        JsonNode expired = app.await(id, "expired");

        assertThat(expired.get("deliveries").get(0).get("next_attempt_at").isNull())
                .isTrue();
        assertThat(app.caught("990000429"))
                .noneMatch(m -> m.get("text").asText().contains(text));
    }

    @Test
    void expiryComesAfterTheScheduledTime() {
        invalid(
                app.post(
                        PATH,
                        mailTo(
                                someone(),
                                ",\"scheduled_at\":\"2030-01-02T00:00:00Z\",\"expires_at\":\"2030-01-01T00:00:00Z\"")),
                "expires_at");
    }

    @Test
    void priorityNamesTheQueueAndAnythingElseIsDefault() {
        for (String queue : List.of("urgent", "emails", "bulk", "default")) {
            assertThat(app.post(PATH, mailTo(someone(), ",\"priority\":\"" + queue + "\""))
                            .json()
                            .get("queue")
                            .asText())
                    .isEqualTo(queue);
        }
        for (String other : List.of("high", "URGENT", "", "caravan.inbound", "DLQ.bulk")) {
            assertThat(app.post(PATH, mailTo(someone(), ",\"priority\":\"" + other + "\""))
                            .json()
                            .get("queue")
                            .asText())
                    .isEqualTo("default");
        }
    }

    @Test
    void metadataIsKeptAndFound() {
        String order = UUID.randomUUID().toString();
        String id = app.notify(
                mailTo(someone(), ",\"metadata\":{\"Order.No\":\"" + order + "\",\"город\":\"Тверь & Ко\"}"));
        app.notify(mailTo(someone(), ",\"metadata\":{\"Order.No\":\"other\"}"));

        assertThat(found("metadata.Order.No=" + order)).containsExactly(id);
        assertThat(found("metadata.Order.No=" + order + "&" + encoded("metadata.город") + "=" + encoded("Тверь & Ко")))
                .containsExactly(id);
        assertThat(found("metadata.Order.No=" + order + "&metadata.other=1")).isEmpty();
        assertThat(app.notification(id).get("metadata").get("город").asText()).isEqualTo("Тверь & Ко");
    }

    @Test
    void notificationsAreFoundByWhatIsKnownOfThem() {
        String to = someone();
        String slug = "found-" + UUID.randomUUID();
        app.post("/api/v1/templates", "{\"name\":\"n\",\"slug\":\"" + slug + "\",\"content\":\"c\"}");
        String sent = app.notify(mailTo(to, ",\"priority\":\"emails\",\"template_slug\":\"" + slug + "\""));
        String scheduled = app.notify(mailTo(to, ",\"scheduled_at\":\"2030-01-01T00:00:00Z\""));
        String number = "8 (921) " + (1_000_000 + (int) (Math.random() * 8_999_999));
        String failed = app.notify(
                "{\"recipients\":[{\"phone_number\":\"" + number + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}");
        app.await(sent, "sent");
        String e164 = app.await(failed, "failed")
                .get("deliveries")
                .get(0)
                .get("recipient")
                .get("phone_number")
                .asText();

        assertThat(found("recipient=" + to)).containsExactly(scheduled, sent);
        assertThat(found("recipient=" + to + "&status=sent")).containsExactly(sent);
        assertThat(found("recipient=" + to + "&status=scheduled")).containsExactly(scheduled);
        assertThat(found("recipient=" + to + "&status=failed")).isEmpty();
        assertThat(found("status=failed&recipient=" + encoded(e164))).containsExactly(failed);
        assertThat(found("recipient=" + encoded(number))).containsExactly(failed);
        assertThat(found("recipient=" + to + "&channel=email")).containsExactly(sent);
        assertThat(found("recipient=" + to + "&channel=sms")).isEmpty();
        assertThat(found("recipient=" + to + "&queue=emails")).containsExactly(sent);
        assertThat(found("template_slug=" + slug)).containsExactly(sent);
        assertThat(found("status=scheduled&created_from=" + createdAt(scheduled) + "&limit=200"))
                .doesNotContain(sent, failed);
    }

    @Test
    void notificationsAreFoundByTheTimeTheyWereMade() {
        String to = someone();
        String id = app.notify(mailTo(to, ",\"scheduled_at\":\"2030-01-01T00:00:00Z\""));
        Instant created = Instant.parse(app.notification(id).get("created_at").asText());

        assertThat(found("recipient=" + to + "&created_from=" + created)).containsExactly(id);
        assertThat(found("recipient=" + to + "&created_from=" + created.plusMillis(1)))
                .isEmpty();
        assertThat(found("recipient=" + to + "&created_to=" + created)).isEmpty();
        assertThat(found("recipient=" + to + "&created_to=" + created.plusMillis(1)))
                .containsExactly(id);
        assertThat(found("recipient=" + to + "&created_from=1900-01-01T00:00:00Z&created_to=9999-12-31T23:59:59Z"))
                .containsExactly(id);
        assertThat(found("recipient=" + to + "&created_from=-999999999-01-01T00:00:00Z&created_to="
                        + encoded("+999999999-12-31T23:59:59Z")))
                .containsExactly(id);
        assertThat(found("recipient=" + to + "&created_from=" + encoded("2020-01-01T00:00:00+03:00")))
                .containsExactly(id);
    }

    @Test
    void pagesLeadThroughEverythingOnce() {
        String to = someone();
        List<String> posted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            posted.add(app.notify(mailTo(to, ",\"scheduled_at\":\"2030-01-01T00:00:00Z\"")));
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = app.get(PATH + "?limit=3&recipient=" + to + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            assertThat(page.get("items").size()).isLessThanOrEqualTo(3);
            page.get("items").forEach(item -> seen.add(item.get("id").asText()));
            cursor = page.get("next_cursor").asText("");
            if (page.get("next_cursor").isNull()) {
                break;
            }
        } while (++pages < 10);

        assertThat(seen).hasSize(7).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(posted);
    }

    @Test
    void theLimitIsFiftyUnlessGivenAndTwoHundredAtMost() {
        String order = UUID.randomUUID().toString();
        IntStream.range(0, 203)
                .parallel()
                .forEach(i -> app.notify(mailTo(
                        someone(),
                        ",\"scheduled_at\":\"2030-01-01T00:00:00Z\",\"metadata\":{\"many\":\"" + order + "\"}")));

        assertThat(found("metadata.many=" + order)).hasSize(50);
        assertThat(found("metadata.many=" + order + "&limit=200")).hasSize(200);
        invalid(app.get(PATH + "?metadata.many=" + order + "&limit=201"), "limit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=ten",
                "limit=1.5",
                "cursor=nonsense",
                "cursor=%27",
                "created_from=yesterday",
                "created_to=2026-01-01",
                "created_from=2026-01-01T00:00:00",
                "status=lost",
                "recipient=a%00b",
                "queue=%ff"
            })
    void aParameterThatCannotBeReadIsNamed(String parameter) {
        invalid(app.get(PATH + "?" + parameter), parameter.substring(0, parameter.indexOf('=')));
    }

    @Test
    void everyParameterThatCannotBeReadIsNamedAtOnce() {
        invalid(
                app.get(PATH + "?cursor=x&created_from=y&created_to=z&status=v"),
                "cursor",
                "created_from",
                "created_to",
                "status");
    }

    @Test
    void aParameterGivenTwiceIsRefused() {
        invalid(app.get(PATH + "?limit=1&limit=2"), "limit");
    }

    @Test
    void tenThousandRecipientsAreTakenAndOneMoreIsNot() {
        String many = recipients(10_000);
        App.Answer answer = app.post(
                PATH,
                "{\"channels\":[\"email\"],\"priority\":\"bulk\",\"message\":\"x\",\"scheduled_at\":\"2030-01-01T00:00:00Z\",\"recipients\":["
                        + many + "]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().get("deliveries")).hasSize(100);
        JsonNode view = app.notification(answer.json().get("id").asText());
        assertThat(view.get("recipients").asInt()).isEqualTo(10_000);
        assertThat(view.get("deliveries")).hasSize(100);
        assertThat(app.post(PATH + "/" + view.get("id").asText() + "/cancel", "")
                        .json()
                        .get("status")
                        .asText())
                .isEqualTo("cancelled");

        invalid(
                app.post(
                        PATH, "{\"message\":\"x\",\"recipients\":[" + many + ",{\"email\":\"one-more@example.com\"}]}"),
                "recipients");
    }

    private static String recipients(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "{\"email\":\"many-" + i + "@example.com\"}")
                .collect(Collectors.joining(","));
    }

    @Test
    void oneBadRecipientAmongManyRefusesThemAll() {
        String to = someone();

        invalid(
                app.post(
                        PATH,
                        "{\"message\":\"x\",\"recipients\":[{\"email\":\"" + to
                                + "\"},{\"email\":\"nope\"},{\"phone_number\":\"1\",\"telegram_id\":\"x\"}]}"),
                "recipients[1].email",
                "recipients[2].phone_number",
                "recipients[2].telegram_id");

        assertThat(found("recipient=" + to)).isEmpty();
    }

    @Test
    void aBadRequestAmongManyOthersTakesNoneWithIt() {
        List<Integer> statuses = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> i % 4 == 0
                        ? app.post(PATH, mailTo(someone(), "").replace("\"x\"", "\"a\\u0000\""))
                                .status()
                        : app.post(PATH, mailTo(someone(), "")).status())
                .toList();

        assertThat(statuses).filteredOn(s -> s == 202).hasSize(30);
        assertThat(statuses).filteredOn(s -> s == 400).hasSize(10);
    }

    @Test
    void healthIsOk() {
        App.Answer answer = app.get("/api/v1/healthcheck");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"status\":\"ok\"}");
    }
}
