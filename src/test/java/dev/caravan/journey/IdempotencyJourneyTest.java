package dev.caravan.journey;

import static dev.caravan.journey.Problems.invalid;
import static dev.caravan.journey.Problems.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONTRACT §1, Idempotency-Key: a request that is repeated takes effect once. */
class IdempotencyJourneyTest {

    private static final String PATH = "/api/v1/notifications";
    private static final String KEY = "Idempotency-Key";

    private final App app = App.shared();

    private static String someone() {
        return "once-" + UUID.randomUUID() + "@example.com";
    }

    private static String mailTo(String to) {
        return "{\"recipients\":[{\"email\":\"" + to + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}";
    }

    private int notificationsFor(String to) {
        return app.get(PATH + "?recipient=" + to).json().get("items").size();
    }

    @Test
    void theSameRequestGetsTheSameAnswerAndIsSentOnce() {
        String to = someone();
        String key = UUID.randomUUID().toString();

        App.Answer first = app.post(PATH, mailTo(to), KEY, key);
        app.await(first.json().get("id").asText(), "sent");
        App.Answer again = app.post(PATH, mailTo(to), KEY, key);
        App.Answer spaced = app.post(PATH, mailTo(to).replace(":", " :\n\t "), KEY, key);

        assertThat(first.status()).isEqualTo(202);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(spaced.status()).isEqualTo(202);
        assertThat(spaced.text()).isEqualTo(first.text());
        assertThat(notificationsFor(to)).isEqualTo(1);
        assertThat(app.caught(to)).hasSize(1);
    }

    @Test
    void anotherRequestUnderTheKeyIsAConflict() {
        String to = someone();
        String key = UUID.randomUUID().toString();
        app.post(PATH, mailTo(to), KEY, key);

        problem(app.post(PATH, mailTo(to).replace("\"x\"", "\"y\""), KEY, key), 409);
        problem(app.post(PATH, mailTo(someone()), KEY, key), 409);
        problem(app.post(PATH + "?template_slug=no-such-template", mailTo(to), KEY, key), 409);
        assertThat(notificationsFor(to)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "tab\there", "", "ключ"})
    void aKeyThatIsNotVisibleAsciiIsRefused(String key) {
        String to = someone();
        try {
            invalid(app.post(PATH, mailTo(to), KEY, key), KEY);
        } catch (IllegalArgumentException e) {
            // java.net.http sends no such header; another client might
            return;
        }
        assertThat(notificationsFor(to)).isZero();
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(app.post(PATH, mailTo(someone()), KEY, UUID.randomUUID() + "k".repeat(219))
                        .status())
                .isEqualTo(202);
        invalid(app.post(PATH, mailTo(someone()), KEY, UUID.randomUUID() + "k".repeat(220)), KEY);
    }

    @Test
    void twoKeysAreNoKey() {
        invalid(app.post(PATH, mailTo(someone()), KEY, "a" + UUID.randomUUID(), KEY, "b" + UUID.randomUUID()), KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[brackets]", "a,b", "{{app.name}}", "${body}", "'quoted'", "\\back", "RAW(x)", "null"})
    void aKeyIsTakenLiterally(String visible) {
        String to = someone();
        String key = visible + UUID.randomUUID() + visible;

        App.Answer first = app.post(PATH, mailTo(to), KEY, key);
        App.Answer again = app.post(PATH, mailTo(to), KEY, key);

        assertThat(first.status()).as(first.text()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(notificationsFor(to)).isEqualTo(1);
    }

    @Test
    void keysThatLookLikeListsAreDifferentKeys() {
        String id = UUID.randomUUID().toString();
        for (String key : List.of(id, "[" + id + "]", "[" + id + ",1]", "[" + id + ",2]", id + ",1")) {
            assertThat(app.post(PATH, mailTo(someone()), KEY, key).status())
                    .as(key)
                    .isEqualTo(202);
        }
    }

    @Test
    void theSameKeyOfAnotherCallerIsAnotherKey() {
        String to = someone();
        try (App guarded =
                App.start(Map.of("caravan.api-keys", "anna:" + "a".repeat(40) + ",boris:" + "b".repeat(40)))) {
            String key = UUID.randomUUID().toString();
            String[] anna = {KEY, key, "X-API-Key", "a".repeat(40)};
            String[] boris = {KEY, key, "Authorization", "Bearer " + "b".repeat(40)};

            App.Answer first = guarded.post(PATH, mailTo(to), anna);
            App.Answer second = guarded.post(PATH, mailTo(to), boris);

            assertThat(first.status()).as(first.text()).isEqualTo(202);
            assertThat(second.status()).as(second.text()).isEqualTo(202);
            assertThat(second.json().get("id")).isNotEqualTo(first.json().get("id"));
            assertThat(guarded.post(PATH, mailTo(to), anna).text()).isEqualTo(first.text());
            assertThat(guarded.post(PATH, mailTo(to), boris).text()).isEqualTo(second.text());
            problem(guarded.post(PATH, mailTo(to)), 401);
        }
    }

    @Test
    void theKeyOfARefusedRequestCanBeUsedAgain() {
        String to = someone();
        String key = UUID.randomUUID().toString();
        problem(app.post(PATH, mailTo("nope"), KEY, key), 400);
        problem(app.post(PATH + "?template_slug=no-such-template", mailTo(to), KEY, key), 404);

        assertThat(app.post(PATH, mailTo(to), KEY, key).status()).isEqualTo(202);
        assertThat(notificationsFor(to)).isEqualTo(1);
    }

    @Test
    void theAnswerIsGivenAgainEvenWhenItsTemplateIsGone() {
        String slug = "gone-" + UUID.randomUUID();
        app.post("/api/v1/templates", "{\"name\":\"n\",\"slug\":\"" + slug + "\",\"content\":\"c\"}");
        String body = mailTo(someone()).replace("\"message\":\"x\"", "\"template_slug\":\"" + slug + "\"");
        String key = UUID.randomUUID().toString();
        App.Answer first = app.post(PATH, body, KEY, key);
        assertThat(first.status()).as(first.text()).isEqualTo(202);

        assertThat(app.send("DELETE", "/api/v1/templates/" + slug, "").status()).isEqualTo(204);

        problem(app.post(PATH, body), 404);
        App.Answer again = app.post(PATH, body, KEY, key);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.text()).isEqualTo(first.text());
        // What was accepted before is still rendered by the version it was accepted with
        app.await(first.json().get("id").asText(), "sent");
    }

    @Test
    void theDialectsTakeKeysToo() {
        String single = "{\"channel\":\"email\",\"recipient\":\"" + someone() + "\",\"message\":\"x\"}";
        String fallback = "{\"recipients\":[{\"email\":\"" + someone() + "\"},{\"email\":\"" + someone()
                + "\"}],\"message\":\"x\"}";
        String templated =
                "{\"recipient_list\":[\"" + someone() + "\"],\"subject\":\"s\",\"context\":{\"content\":\"x\"}}";
        for (String[] request : new String[][] {
            {"/api/notifications/", single, "201"}, {"/api/notifications/", fallback, "201"}, {PATH, templated, "202"}
        }) {
            String key = UUID.randomUUID().toString();
            App.Answer first = app.post(request[0], request[1], KEY, key);
            App.Answer again = app.post(request[0], request[1], KEY, key);

            assertThat(first.status()).as(first.text()).isEqualTo(Integer.parseInt(request[2]));
            assertThat(again.status()).isEqualTo(first.status());
            assertThat(again.text()).isEqualTo(first.text());
            problem(app.post(request[0], request[1].replace("\"x\"", "\"y\""), KEY, key), 409);
        }
    }

    @Test
    void twoHundredRequestsAtOnceOverTwentyKeysMakeTwentyNotifications() throws Exception {
        Map<String, String> recipients = new HashMap<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = UUID.randomUUID().toString();
            keys.add(key);
            recipients.put(key, someone());
        }
        Map<String, Set<String>> accepted = new HashMap<>();
        ExecutorService callers = Executors.newFixedThreadPool(200);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<App.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String key = keys.get(i % 20);
                answers.add(callers.submit(() -> {
                    start.await();
                    return app.post(PATH, mailTo(recipients.get(key)), KEY, key);
                }));
            }
            start.countDown();
            for (int i = 0; i < 200; i++) {
                App.Answer answer = answers.get(i).get();
                assertThat(answer.status()).as(answer.text()).isIn(202, 409);
                if (answer.status() == 202) {
                    accepted.computeIfAbsent(keys.get(i % 20), k -> new HashSet<>())
                            .add(answer.text());
                } else {
                    problem(answer, 409);
                    assertThat(answer.raw().headers().firstValue("Retry-After")).isPresent();
                }
            }
        } finally {
            callers.shutdown();
        }

        assertThat(accepted).hasSize(20);
        assertThat(accepted.values()).allSatisfy(texts -> assertThat(texts).hasSize(1));
        for (String to : recipients.values()) {
            JsonNode items = app.get(PATH + "?recipient=" + to).json().get("items");
            assertThat(items).hasSize(1);
            app.await(items.get(0).get("id").asText(), "sent");
            assertThat(app.caught(to)).hasSize(1);
        }
    }
}
