package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Mailings from the first client to the last message, as the callers of dialect D see them. */
class MailingsJourneyTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final App app = App.shared();

    /** A tag that no other test uses, and so an audience of its own. */
    private final String tag = "tag-" + NUMBER.incrementAndGet() + "-" + Math.floorMod(System.nanoTime(), 1_000_000);

    private JsonNode client(String timezone, String... tags) {
        int number = NUMBER.incrementAndGet();
        String phone = "7" + (9_000_000_000L + number);
        App.Answer made = app.post(
                "/api/v1/clients", """
                {"phone_number": "%s", "timezone": "%s", "email": "%s-%d@example.com", "name": "Client %d",
                 "operator_code": {"code": "%s"}, "tags": [%s]}""".formatted(phone, timezone, tag, number, number, "op-" + tag, names(tags)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private static String names(String... tags) {
        return IntStream.range(0, tags.length)
                .mapToObj(i -> "{\"name\": \"" + tags[i] + "\"}")
                .collect(Collectors.joining(","));
    }

    /** A mailing by e-mail that has begun and runs for an hour, with further fields. */
    private long mailing(String further) {
        Instant now = Instant.now();
        App.Answer made = app.post(
                "/api/v1/mailings", """
                {"start_datetime": "%s", "end_datetime": "%s", "text": "Sale!", "channels": ["email"]%s}""".formatted(now.minusSeconds(60), now.plus(1, ChronoUnit.HOURS), further));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").longValue();
    }

    private JsonNode await(long mailing, String status) {
        return Awaitility.await("mailing " + mailing)
                .atMost(Duration.ofSeconds(40))
                .until(
                        () -> app.get("/api/v1/mailings/" + mailing).json(),
                        view -> view.get("status").textValue().equals(status));
    }

    private Map<String, Integer> counts(long mailing) {
        Map<String, Integer> counts = new TreeMap<>();
        app.get("/api/v1/mailings/" + mailing + "/stats")
                .json()
                .forEach(each -> counts.merge(
                        each.get("status").textValue(), each.get("count").intValue(), Integer::sum));
        counts.values().removeIf(n -> n == 0);
        return counts;
    }

    private Map<String, Integer> awaitCounts(long mailing, Map<String, Integer> expected) {
        return Awaitility.await("mailing " + mailing)
                .atMost(Duration.ofSeconds(40))
                .until(() -> counts(mailing), expected::equals);
    }

    @Test
    void aMailingReachesEachClientOfItsAudienceOnceAndEnds() {
        String other = tag + "-b";
        JsonNode both = client("UTC", tag, other);
        JsonNode one = client("UTC", tag);
        client("UTC", other + "-c");

        long and = mailing(",\"tags\": [" + names(tag, other) + "]");
        long or = mailing(",\"tags_logic\": \"or\", \"tags\": [" + names(tag, other) + "]");

        assertThat(await(and, "finished").at("/progress/total").intValue()).isEqualTo(1);
        await(or, "finished");
        awaitCounts(or, Map.of("success", 2));
        assertThat(app.caught(both.get("email").textValue())).hasSize(2);
        assertThat(app.caught(one.get("email").textValue())).hasSize(1);
        JsonNode messages = app.get("/api/v1/mailings/" + or + "/msg/").json().get("items");
        assertThat(StreamSupport.stream(messages.spliterator(), false)
                        .map(message -> message.get("client_id").longValue()))
                .containsExactlyInAnyOrder(
                        both.get("id").longValue(), one.get("id").longValue());
        JsonNode message = messages.get(0);
        assertThat(app.get("/api/message/" + message.get("id").textValue()).json())
                .isEqualTo(message);
        assertThat(app.get("/api/v1/messages?client_id=" + one.get("id")).json().get("items"))
                .hasSize(1);
        assertThat(app.notification(message.get("notification_id").textValue())
                        .get("dialect")
                        .textValue())
                .isEqualTo("mailing");
    }

    @Test
    void theAudienceIsKnownBeforeAnythingIsSent() {
        client("UTC", tag);
        JsonNode second = client("UTC", tag);
        App.Answer mailing = app.post("/api/mailing/", """
                {"start_datetime": "2099-01-01T00:00:00Z", "end_datetime": "2099-01-02T00:00:00Z", "text": "x",
                 "operators": [{"code": "op-%s"}]}""".formatted(tag));

        JsonNode audience = app.get("/api/mailing/" + mailing.json().get("id") + "/audience/")
                .json();

        assertThat(audience.get("count").intValue()).isEqualTo(2);
        assertThat(audience.get("clients").get(1)).isEqualTo(second);
        assertThat(mailing.json().get("channels").get(0).textValue()).isEqualTo("sms");
    }

    @Test
    void whatIsWrongWithATextIsSaidOnce() {
        for (String text : new String[] {"5", "\"a\\u0000\"", "\"\\ud800\""}) {
            App.Answer refused = app.post("/api/mailing/", """
                    {"start_datetime": "2099-01-01T00:00:00Z", "end_datetime": "2099-01-02T00:00:00Z", "text": %s}""".formatted(text));
            assertThat(Problems.invalid(refused, "text").get("text")).hasSize(1);
        }
    }

    @Test
    void aTemplateIsRenderedForEachClient() {
        app.post("/api/v1/templates", """
                {"name": "%1$s", "slug": "%1$s", "subject": "Sale", "content": "Dear ${name} of ${phone_number}"}""".formatted(tag));
        JsonNode client = client("UTC", tag);
        Instant now = Instant.now();
        app.post("/api/v1/mailings", """
                {"start_datetime": "%s", "end_datetime": "%s", "template_slug": "%s", "channels": ["email"],
                 "tags": [%s]}""".formatted(now, now.plusSeconds(600), tag, names(tag)));

        JsonNode caught = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> app.caught(client.get("email").textValue()), found -> found.size() == 1);

        assertThat(caught.get(0).toString())
                .contains("Dear " + client.get("name").textValue() + " of "
                        + client.get("phone_number").textValue());
    }

    @Test
    void outsideItsHoursAClientGetsNothingUntilTheyCome() {
        LocalTime clock = LocalTime.now(ZoneOffset.UTC);
        String from = clock.plusHours(2).truncatedTo(ChronoUnit.MINUTES).toString();
        String to = clock.plusHours(3).truncatedTo(ChronoUnit.MINUTES).toString();
        client("UTC", tag);
        // There it is within the window now.
        JsonNode awake = client("Etc/GMT-2", tag);

        long mailing = mailing(",\"tags\": [" + names(tag) + "], \"local_time_from\": \"" + from
                + "\", \"local_time_to\": \"" + to + "\"");

        // For the other the window opens after the end.
        awaitCounts(mailing, Map.of("success", 1, "expired", 1));
        assertThat(app.caught(awake.get("email").textValue())).hasSize(1);
        await(mailing, "finished");
    }

    @Test
    void aMailingIsNotDoneBeforeTheHoursOpenThatItsClientsWaitFor() {
        LocalTime clock = LocalTime.now(ZoneOffset.UTC);
        String from = clock.plusHours(2).truncatedTo(ChronoUnit.MINUTES).toString();
        String to = clock.plusHours(3).truncatedTo(ChronoUnit.MINUTES).toString();
        client("UTC", tag);
        client("UTC", tag);
        client("Etc/GMT-2", tag);
        Instant now = Instant.now();
        Instant opening = now.plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
        long mailing = app.post("/api/v1/mailings", """
                {"start_datetime": "%s", "end_datetime": "%s", "text": "Sale!", "channels": ["email"], "tags": [%s],
                 "local_time_from": "%s", "local_time_to": "%s"}""".formatted(
                                now.minusSeconds(1), now.plus(1, ChronoUnit.DAYS), names(tag), from, to))
                .json()
                .get("id")
                .longValue();

        JsonNode progress = Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(
                        () -> app.get("/api/v1/mailings/" + mailing).json().get("progress"),
                        found -> found.get("done").intValue() == 1);

        assertThat(progress.get("total").intValue()).isEqualTo(3);
        assertThat(progress.get("eta").isNull()).as(progress.toString()).isFalse();
        assertThat(Instant.parse(progress.get("eta").textValue()))
                .isBetween(opening, opening.plus(10, ChronoUnit.MINUTES));

        app.post("/api/v1/mailings/" + mailing + "/pause", "");
        assertThat(app.get("/api/v1/mailings/" + mailing)
                        .json()
                        .at("/progress/eta")
                        .isNull())
                .isTrue();
        app.post("/api/v1/mailings/" + mailing + "/cancel", "");
    }

    @Test
    void aTemplateIsNotDeletedWhileAMailingOrAPeriodicTaskNeedsIt() {
        String template = "/api/v1/templates/" + tag;
        app.post("/api/v1/templates", "{\"name\": \"%1$s\", \"slug\": \"%1$s\", \"content\": \"x\"}".formatted(tag));
        JsonNode mailing = app.post("/api/v1/mailings", """
                {"title": "Sale %1$s", "start_datetime": "2099-01-01T00:00:00Z", "end_datetime": "2099-01-02T00:00:00Z",
                 "template_slug": "%1$s", "channels": ["email"]}""".formatted(tag)).json();
        JsonNode task = app.post("/api/v1/periodic-tasks", """
                {"name": "Task %1$s", "task_id": "send_email", "template_id": "%1$s", "crontab_schedule": "0 0 1 1 *",
                 "recipients": [{"email": "x@example.com"}]}""".formatted(tag)).json();

        JsonNode used = Problems.problem(app.send("DELETE", template, ""), 409);
        assertThat(used.get("detail").textValue())
                .contains("mailing " + mailing.get("id"), "Sale " + tag, "periodic task", "Task " + tag);
        assertThat(used.get("used_by").findValuesAsText("id"))
                .containsExactlyInAnyOrder(
                        mailing.get("id").asText(), task.get("id").textValue());

        app.send("DELETE", "/api/v1/periodic-tasks/" + task.get("id").textValue(), "");
        assertThat(app.send("DELETE", template, "").status()).isEqualTo(409);
        app.post("/api/v1/mailings/" + mailing.get("id") + "/cancel", "");
        assertThat(app.send("DELETE", template, "").status()).isEqualTo(204);
        assertThat(app.get(template).status()).isEqualTo(404);
    }

    @Test
    void aTemplateThatOnlyATaskNeedsWhichRanItsOneTimeIsDeleted() {
        app.post("/api/v1/templates", "{\"name\": \"%1$s\", \"slug\": \"%1$s\", \"content\": \"x\"}".formatted(tag));
        JsonNode task = app.post("/api/v1/periodic-tasks", """
                {"name": "%1$s", "task_id": "send_email", "template_id": "%1$s", "crontab_schedule": "0 0 1 1 *",
                 "one_off": true, "recipients": [{"email": "x@example.com"}]}""".formatted(tag)).json();
        assertThat(app.send("DELETE", "/api/v1/templates/" + tag, "").status()).isEqualTo(409);

        // As if its time had come: the next new year is too far.
        app.bean(JdbcClient.class).sql("""
                insert into periodic_task_runs (id, periodic_task_id, fire_time, manual, created_at, finished_at)
                values (gen_random_uuid(), ?::uuid, now(), false, now(), now())""").param(task.get("id").textValue()).update();

        assertThat(app.send("DELETE", "/api/v1/templates/" + tag, "").status()).isEqualTo(204);
    }

    @Test
    void aDeletedMailingIsNamedNowhereAndWhatItSentStaysOnRecord() {
        JsonNode client = client("UTC", tag);
        long mailing = mailing(",\"tags\": [" + names(tag) + "]");
        String notification = await(mailing, "finished").get("notification_id").textValue();
        String ofClient = "/api/v1/messages?client_id=" + client.get("id");
        JsonNode message = app.get(ofClient).json().at("/items/0");
        String export = "/api/v1/clients/" + client.get("id") + "/export";
        assertThat(message.get("mailing_id").longValue()).isEqualTo(mailing);
        assertThat(app.get(export).json().at("/deliveries/0/mailing_id").longValue())
                .isEqualTo(mailing);

        assertThat(app.send("DELETE", "/api/v1/mailings/" + mailing, "").status())
                .isEqualTo(204);

        assertThat(app.send("DELETE", "/api/v1/mailings/" + mailing, "").status())
                .isEqualTo(404);
        for (String gone : List.of("", "/stats", "/messages", "/audience")) {
            assertThat(app.get("/api/v1/mailings/" + mailing + gone).status())
                    .as(gone)
                    .isEqualTo(404);
        }
        assertThat(app.post("/api/v1/mailings/" + mailing + "/resume", "").status())
                .isEqualTo(404);
        assertThat(app.get(ofClient).json().get("items")).isEmpty();
        assertThat(app.get("/api/v1/messages?mailing_id=" + mailing).json().get("items"))
                .isEmpty();
        assertThat(app.get("/api/v1/messages/" + message.get("id").textValue()).status())
                .isEqualTo(404);
        assertThat(app.get("/api/v1/mailings/stats?limit=200")
                        .json()
                        .get("items")
                        .findValues("id"))
                .doesNotContain(message.get("mailing_id"));
        JsonNode held = app.get(export).json().get("deliveries");
        assertThat(held).hasSize(1);
        assertThat(held.get(0).get("mailing_id").isNull()).isTrue();
        assertThat(held.get(0).get("status").textValue()).isEqualTo("sent");
        assertThat(app.notification(notification).get("status").textValue()).isEqualTo("sent");
    }

    @Test
    void messagesAreListedPageByPageEachOnce() {
        IntStream.range(0, 5).forEach(i -> client("UTC", tag));
        String fields = ",\"tags\": [" + names(tag) + "]";
        long first = mailing(fields);
        long second = mailing(fields);
        await(first, "finished");
        await(second, "finished");
        for (String list : List.of(
                "/api/v1/mailings/" + second + "/messages?limit=2",
                "/api/v1/messages?limit=2&status=success&mailing_id=" + second)) {
            List<String> seen = new java.util.ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = app.get(list + cursor).json();
                page.get("items").forEach(item -> {
                    assertThat(item.get("mailing_id").longValue()).isEqualTo(second);
                    seen.add(item.get("id").textValue());
                });
                cursor = page.get("next_cursor").isNull()
                        ? ""
                        : "&cursor=" + page.get("next_cursor").textValue();
            } while (!cursor.isEmpty());
            assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        }
    }

    @Test
    void aPausedMailingSendsNothingUntilItGoesOnAndACancelledOneNothingMore() {
        List<JsonNode> clients =
                IntStream.range(0, 3).mapToObj(i -> client("UTC", tag)).toList();
        String fields = ",\"tags\": [" + names(tag) + "]";
        long mailing = later(fields);
        app.bean(JdbcClient.class)
                .sql("update mailings set start_at = now(), status = 'paused', notification_id = null where id = ?")
                .param(mailing)
                .update();

        assertThat(app.post("/api/v1/mailings/" + mailing + "/pause", "").status())
                .isEqualTo(409);
        assertThat(app.caught(clients.get(0).get("email").textValue())).isEmpty();
        assertThat(app.post("/api/v1/mailings/" + mailing + "/cancel", "").status())
                .isEqualTo(200);
        assertThat(app.post("/api/v1/mailings/" + mailing + "/resume", "").status())
                .isEqualTo(409);

        long second = mailing(fields);
        app.post("/api/v1/mailings/" + second + "/pause", "");
        app.post("/api/v1/mailings/" + second + "/resume", "");
        awaitCounts(second, Map.of("success", 3));
        clients.forEach(client ->
                assertThat(app.caught(client.get("email").textValue())).hasSize(1));
    }

    private long later(String further) {
        App.Answer made = app.post("/api/v1/mailings", """
                {"start_datetime": "2099-01-01T00:00:00Z", "end_datetime": "2099-01-02T00:00:00Z", "text": "x",
                 "channels": ["email"]%s}""".formatted(further));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().get("id").longValue();
    }

    @Test
    void messagesThatArePausedInTheBrokerAreParkedAndTakenUpAgain() {
        IntStream.range(0, 300).forEach(i -> client("UTC", tag));
        long mailing = mailing(",\"tags\": [" + names(tag) + "]");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> counts(mailing).getOrDefault("sending", 0)
                                + counts(mailing).getOrDefault("success", 0)
                        > 0);

        app.post("/api/v1/mailings/" + mailing + "/pause", "");
        Map<String, Integer> atRest = Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> counts(mailing), new Same<>());
        app.post("/api/v1/mailings/" + mailing + "/resume", "");

        awaitCounts(mailing, Map.of("success", 300));
        assertThat(atRest).isNotEmpty();
        await(mailing, "finished");
    }

    /** Whether a value is the one that was seen before. */
    private static final class Same<T> implements java.util.function.Predicate<T> {
        private T last;

        @Override
        public boolean test(T value) {
            boolean same = value.equals(last);
            last = value;
            return same;
        }
    }

    @Test
    void whatIsLeftWhenTheEndComesIsExpired() {
        client("UTC", tag);
        long mailing = later(",\"tags\": [" + names(tag) + "]");
        app.bean(JdbcClient.class)
                .sql(
                        "update mailings set start_at = now() - interval '2 hours', end_at = now() - interval '1 hour' where id = ?")
                .param(mailing)
                .update();

        JsonNode over = await(mailing, "finished");

        assertThat(over.get("error").textValue()).isEqualTo("its end had come before it could start");
        assertThat(counts(mailing)).isEmpty();
    }

    @Test
    void aMailingIsRescheduledUntilItStarts() {
        JsonNode client = client("UTC", tag);
        long mailing = later(",\"tags\": [" + names(tag) + "]");

        App.Answer moved = app.send(
                "PATCH",
                "/api/v1/mailings/" + mailing,
                "{\"start_datetime\": \"" + Instant.now() + "\", \"text\": \"earlier\"}");
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        await(mailing, "finished");

        assertThat(app.caught(client.get("email").textValue()).toString()).contains("earlier");
        assertThat(app.send("PATCH", "/api/v1/mailings/" + mailing, "{\"text\": \"late\"}")
                        .status())
                .isEqualTo(409);
        assertThat(app.send("DELETE", "/api/v1/mailings/" + mailing, "").status())
                .isEqualTo(204);
        assertThat(app.get("/api/v1/mailings/" + mailing).status()).isEqualTo(404);
    }

    @Test
    void onceADayTheMailingsThatWereUnderWayAreReported() {
        client("UTC", tag);
        long mailing = mailing(",\"title\": \"Title " + tag + "\", \"tags\": [" + names(tag) + "]");
        await(mailing, "finished");
        JdbcClient jdbc = app.bean(JdbcClient.class);

        // As if it had been done two days ago, and the last time of the day were a minute past.
        jdbc.sql("update mailings set started_at = now() - interval '2 days' where id = ?")
                .param(mailing)
                .update();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.sql("update mailing_reports set last_at = now() - interval '2 days'")
                                .update()
                        == 1);

        JsonNode mails = Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(() -> app.caught("report@example.com"), found -> !found.isEmpty());
        assertThat(mails.get(0).toString()).contains("Mailings until", "Title " + tag, "success: 1");
    }

    @Test
    void aPeriodicTaskHasAnAudienceTooAndItsTemplateKnowsEachClient() {
        app.post("/api/v1/templates", """
                {"name": "%1$s", "slug": "%1$s", "subject": "Digest", "content": "Digest of ${name}, ${city}"}""".formatted(tag));
        JsonNode client = client("UTC", tag);
        app.send("PATCH", "/api/v1/clients/" + client.get("id"), "{\"attributes\": {\"city\": \"Tver\"}}");
        String task = """
                {"name": "%1$s", "task_id": "send_email", "template_id": "%1$s", "crontab_schedule": "0 0 1 1 *",
                 "audience": {"tags": [{"name": "%2$s"}]}}""";

        App.Answer refused = app.post("/api/v1/periodic-tasks", task.formatted(tag, "no such tag"));
        App.Answer made = app.post("/api/v1/periodic-tasks", task.formatted(tag, tag));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        app.post("/api/v1/periodic-tasks/" + made.json().get("id").textValue() + "/run", "");

        assertThat(refused.json().get("errors").fieldNames()).toIterable().containsExactly("audience.tags[0]");
        JsonNode caught = Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(() -> app.caught(client.get("email").textValue()), found -> found.size() == 1);
        assertThat(caught.get(0).toString())
                .contains("Digest of " + client.get("name").textValue() + ", Tver");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | start_datetime end_datetime text",
                "{\"start_datetime\": \"2099-01-02T00:00:00Z\", \"end_datetime\": \"2099-01-02T00:00:00Z\", \"text\": \"x\"} | end_datetime",
                "{\"start_datetime\": \"2020-01-01T00:00:00Z\", \"end_datetime\": \"2020-01-02T00:00:00Z\", \"text\": \"x\"} | end_datetime",
                "{\"start_datetime\": \"2099-01-01T00:00:00Z\", \"end_datetime\": \"2099-01-02T00:00:00Z\", \"text\": \"x\","
                        + " \"tags\": [{\"name\": \"no such tag\"}], \"operators\": [{\"code\": \"none\"}]} | tags[0] operators[0]",
                "{\"start_datetime\": \"soon\", \"end_datetime\": 5, \"text\": 7, \"tags_logic\": \"xor\", \"tags\": 1,"
                        + " \"channels\": [\"pigeon\"], \"local_time_from\": \"9\"} | start_datetime end_datetime text"
                        + " tags_logic tags channels[0] local_time_from local_time_to",
                "{\"start_datetime\": \"2099-01-01T00:00:00Z\", \"end_datetime\": \"2099-01-02T00:00:00Z\","
                        + " \"template_slug\": \"nowhere\"} | template_slug",
                "{\"start_datetime\": \"2099-01-01T00:00:00Z\", \"end_datetime\": \"2099-01-02T00:00:00Z\", \"text\": \"x\","
                        + " \"local_time_form\": \"09:00\"} | local_time_form"
            })
    void whatIsWrongWithAMailingIsSaidAllAtOnce(String body, String fields) {
        App.Answer refused = app.post("/api/v1/mailings", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("errors").fieldNames()).toIterable().containsExactlyInAnyOrder(fields.split(" "));
    }
}
