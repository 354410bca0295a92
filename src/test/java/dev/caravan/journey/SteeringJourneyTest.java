package dev.caravan.journey;

import static dev.caravan.journey.Problems.invalid;
import static dev.caravan.journey.Problems.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.console.ConsoleClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRACT §1: what an operator does to notifications on their way. On its own application, for it replays what failed. */
class SteeringJourneyTest {

    private static final String PATH = "/api/v1/notifications";
    private static final String DEAD = "/api/v1/dead-letters";
    private static App app;

    @BeforeAll
    static void start() {
        app = App.start(Map.of("caravan.retry.backoff", "300ms"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String mailTo(String to, String more) {
        return "{\"recipients\":[{\"email\":\"" + to + "\"}],\"channels\":[\"email\"],\"message\":\"x\"" + more + "}";
    }

    private static String failed() {
        String id = app.notify(mailTo("fail+permanent@" + UUID.randomUUID() + ".example", ""));
        app.await(id, "failed");
        return id;
    }

    private static String delivery(String notification) {
        return app.notification(notification).get("deliveries").get(0).get("id").asText();
    }

    private static List<String> deadLetters(String query) {
        App.Answer answer = app.get(DEAD + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json().get("items").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private static long tries(JsonNode notification) {
        JsonNode history = notification.get("deliveries").get(0).get("history");
        return StreamSupport.stream(history.spliterator(), false)
                // a pause that the provider asked for is an entry, too, but not a failure
                .filter(entry ->
                        List.of("sent", "failed").contains(entry.path("outcome").asText()))
                .count();
    }

    private static long tries(String notification) {
        return tries(app.notification(notification));
    }

    private static Predicate<JsonNode> failedAgain(int tries) {
        return view -> view.get("status").asText().equals("failed") && tries(view) == tries;
    }

    @Test
    void manyDeadLettersAreCountedAndThenSentAgainFromTheConsole() {
        List<String> ids = List.of(failed(), failed(), failed());
        String from = Instant.now().minusSeconds(3600).toString().substring(0, 16);
        ConsoleClient console = ConsoleClient.admin(app);

        String counted = console.page("/console/notifications/retry?channel=email&created_from=" + from);
        assertThat(counted).contains("fail+permanent@");
        assertThat(console.page("/console/notifications/retry?error=nothing+fails+like+this"))
                .contains("Nothing that failed matches.");
        String running = console.submit(
                "/console/notifications/retry", Map.of("channel", "email", "created_from", from, "per_second", "2"));
        assertThat(running).contains("at most 2 a second");
        String path = running.replaceFirst("(?s).*action=\"(/console/notifications/retry/[0-9a-f-]+)/stop\".*", "$1");
        Awaitility.await().untilAsserted(() -> assertThat(console.page(path)).contains("<h2>Done</h2>"));
        ids.forEach(id -> app.await(id, failedAgain(2)));
        JsonNode noted = app.get("/api/v1/audit?operation=retryInBulk&target=dead-letters/retry/"
                        + path.substring(path.lastIndexOf('/') + 1))
                .json()
                .get("items");
        assertThat(noted).hasSize(1);
        assertThat(noted.get(0).get("actor").asText()).isEqualTo("console:admin");
        assertThat(noted.at("/0/after/filter/channel").asText()).isEqualTo("email");
    }

    @Test
    void aDayThatIsNoneIsSaidWhereItWasTyped() {
        ConsoleClient console = ConsoleClient.admin(app);
        for (String list : List.of(
                "/console/notifications", "/console/notifications/retry", "/console/queues/dead", "/console/audit")) {
            assertThat(console.page(list + "?created_from=yesterday"))
                    .as(list)
                    .contains("<span class=\"field-error\">")
                    .contains("value=\"yesterday\"");
        }
    }

    @Test
    void whatIsScheduledCanBeCancelledAndIsNeverSent() {
        String to = "cancelled-" + UUID.randomUUID() + "@example.com";
        Instant soon = Instant.now().plusSeconds(3);
        String id = app.notify(mailTo(to, ",\"scheduled_at\":\"" + soon + "\""));

        App.Answer answer = app.post(PATH + "/" + id + "/cancel", "");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("status").asText()).isEqualTo("cancelled");
        assertThat(answer.json().get("deliveries").get(0).get("next_attempt_at").isNull())
                .isTrue();
        problem(app.post(PATH + "/" + id + "/cancel", ""), 409);
        // One that was due after it has been sent: its time has passed
        app.await(
                app.notify(mailTo(
                        "later-" + UUID.randomUUID() + "@example.com",
                        ",\"scheduled_at\":\"" + soon.plusSeconds(1) + "\"")),
                "sent");
        assertThat(app.caught(to)).isEmpty();
        assertThat(app.notification(id).get("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void whatWaitsForItsNextTryCanBeCancelled() {
        String text = "limited " + UUID.randomUUID();
        String id = app.notify(
                "{\"recipients\":[{\"telegram_id\":\"990000429\"}],\"channels\":[\"telegram\"],\"message\":\"" + text
                        + "\"}");
        app.await(
                id,
                view -> view.toString().contains("postponed")
                        && view.get("status").asText().equals("queued"));

        assertThat(app.post(PATH + "/" + id + "/cancel", "")
                        .json()
                        .get("status")
                        .asText())
                .isEqualTo("cancelled");

        app.await(
                app.notify(
                        "{\"recipients\":[{\"telegram_id\":\"990000429\"}],\"channels\":[\"telegram\"],\"message\":\"after "
                                + text + "\"}"),
                "sent");
        assertThat(app.notification(id).get("status").asText()).isEqualTo("cancelled");
        assertThat(app.caught("990000429"))
                .noneMatch(m -> m.get("text").asText().equals(text));
    }

    @Test
    void onlyWhatIsLeftIsCancelled() {
        String id = app.notify(
                "{\"recipients\":[{\"telegram_id\":\"990000429\"},{\"email\":\"left@example.com\"}],\"channels\":[\"email\",\"telegram\"],\"message\":\"m "
                        + UUID.randomUUID() + "\"}");
        app.await(
                id,
                view -> view.get("deliveries").get(1).get("status").asText().equals("sent")
                        && view.get("deliveries").get(0).toString().contains("postponed")
                        && view.get("deliveries").get(0).get("status").asText().equals("queued"));

        JsonNode view = app.post(PATH + "/" + id + "/cancel", "").json();

        assertThat(view.get("deliveries").get(0).get("status").asText()).isEqualTo("cancelled");
        assertThat(view.get("deliveries").get(1).get("status").asText()).isEqualTo("sent");
    }

    @Test
    void whatIsOverCannotBeCancelled() {
        String sent = app.notify(mailTo("over-" + UUID.randomUUID() + "@example.com", ""));
        app.await(sent, "sent");

        problem(app.post(PATH + "/" + sent + "/cancel", ""), 409);
        problem(app.post(PATH + "/" + failed() + "/cancel", ""), 409);
        problem(app.post(PATH + "/" + UUID.randomUUID() + "/cancel", ""), 404);
    }

    @Test
    void whatFailedGoesBackToTheQueue() {
        String id = failed();

        App.Answer answer = app.post(PATH + "/" + id + "/retry", "");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        app.await(id, failedAgain(2));
        assertThat(tries(id)).isEqualTo(2);
    }

    @Test
    void onlyWhatFailedIsRetried() {
        String sent = app.notify(mailTo("fine-" + UUID.randomUUID() + "@example.com", ""));
        app.await(sent, "sent");

        problem(app.post(PATH + "/" + sent + "/retry", ""), 409);
        problem(app.post(PATH + "/" + UUID.randomUUID() + "/retry", ""), 404);
        assertThat(tries(sent)).isEqualTo(1);
    }

    @Test
    void deadLettersAreListedFilteredAndReplayed() {
        String mail = delivery(failed());
        String telegramNotification = app.notify(
                "{\"recipients\":[{\"telegram_id\":\"990000400\"}],\"channels\":[\"telegram\"],\"message\":\"x\"}");
        app.await(telegramNotification, "failed");
        String telegram = delivery(telegramNotification);
        Instant created = Instant.parse(
                app.notification(telegramNotification).get("created_at").asText());

        JsonNode listed =
                app.get(DEAD + "?channel=telegram").json().get("items").get(0);
        assertThat(listed.get("notification_id").asText()).isEqualTo(telegramNotification);
        assertThat(listed.get("recipient").get("telegram_id").asText()).isEqualTo("990000400");
        assertThat(listed.get("error").asText()).containsIgnoringCase("chat not found");
        assertThat(deadLetters("?limit=200")).contains(mail, telegram);
        assertThat(deadLetters("?channel=telegram")).contains(telegram).doesNotContain(mail);
        assertThat(deadLetters("?error=CHAT%20NOT")).contains(telegram).doesNotContain(mail);
        assertThat(deadLetters("?created_from=" + created)).contains(telegram);
        assertThat(deadLetters("?created_to=" + created)).doesNotContain(telegram);

        assertThat(app.post(DEAD + "/" + telegram + "/replay", "")
                        .json()
                        .get("replayed")
                        .asInt())
                .isEqualTo(1);
        app.await(telegramNotification, failedAgain(2));

        App.Answer answer = app.post(
                DEAD + "/replay",
                "{\"channel\":\"telegram\",\"error\":\"chat not\",\"created_from\":\"" + created + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("replayed").asInt()).isEqualTo(1);
        app.await(telegramNotification, failedAgain(3));
        assertThat(deadLetters("?limit=200")).contains(mail, telegram);
    }

    @Test
    void deadLettersArePaged() {
        List<String> all = List.of(delivery(failed()), delivery(failed()), delivery(failed()));
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = app.get(DEAD + "?limit=2" + cursor).json();
            page.get("items").forEach(item -> seen.add(item.get("id").asText()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asText();
        } while (!cursor.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().containsAll(all);
    }

    @Test
    void whatIsNotADeadLetterIsNotReplayed() {
        String sent = app.notify(mailTo("alive-" + UUID.randomUUID() + "@example.com", ""));
        app.await(sent, "sent");

        problem(app.post(DEAD + "/" + delivery(sent) + "/replay", ""), 404);
        problem(app.post(DEAD + "/" + sent + "/replay", ""), 404);
        problem(app.post(DEAD + "/" + UUID.randomUUID() + "/replay", ""), 404);
        assertThat(app.caught(app.notification(sent)
                        .get("deliveries")
                        .get(0)
                        .get("recipient")
                        .get("email")
                        .asText()))
                .hasSize(1);
    }

    /** A filter that was not understood must not become no filter: it would replay everything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "5",
                "\"channel\"",
                "[{\"channel\":\"email\"}]",
                "{\"channel\":[\"email\"]}",
                "{\"channel\":{}}",
                "{\"channel\":\"\"}",
                "{\"channel\":5}",
                "{\"error\":[]}",
                "{\"error\":\" \"}",
                "{\"created_from\":\"\"}",
                "{\"created_from\":[\"2026-01-01T00:00:00Z\"]}",
                "{\"created_from\":\"x\"}",
                "{\"limit\":0}",
                "{\"limit\":\"\"}",
                "{\"limit\":[1]}",
                "{\"limit\":1.5}",
                "{\"limit\":20000000000}",
                "{\"Channel\":\"email\"}",
                "{\"error\":\"a\\u0000\"}",
                ""
            })
    void aFilterThatIsNotUnderstoodReplaysNothing(String filter) {
        String id = failed();

        App.Answer answer = app.post(DEAD + "/replay", filter);

        problem(answer, 400);
        assertThat(app.notification(id).get("status").asText()).isEqualTo("failed");
        assertThat(tries(id)).isEqualTo(1);
    }

    @Test
    void aParameterThatCannotBeReadIsNamed() {
        invalid(app.get(DEAD + "?cursor=x&created_from=y&created_to=z"), "cursor", "created_from", "created_to");
        invalid(app.get(DEAD + "?limit=0"), "limit");
    }
}
