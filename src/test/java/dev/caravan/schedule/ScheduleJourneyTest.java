package dev.caravan.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.journey.App;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tasks and periodic tasks over HTTP, on the real clock, Quartz and PostgreSQL. Times pass by being set back. */
class ScheduleJourneyTest {

    private static final String PATH = "/api/v1/periodic-tasks";
    private static App app;
    private static String task;
    private static String template;

    @BeforeAll
    static void start() {
        app = App.shared();
        task = app.get("/api/v1/tasks").json().get(0).get("task_id").textValue();
        template = app.post(
                        "/api/v1/templates",
                        "{\"name\":\"Digest\",\"slug\":\"digest-" + UUID.randomUUID()
                                + "\",\"subject\":\"Digest\",\"content\":\"Hello {{ full_name }}\"}")
                .json()
                .get("template_id")
                .textValue();
    }

    private static String unique() {
        return "task-" + UUID.randomUUID();
    }

    /** A task with these further members, which begin with a comma or are none. */
    private static String body(String name, String more) {
        return "{\"name\":\"" + name + "\",\"task_id\":\"" + task + "\",\"template_id\":\"" + template
                + "\",\"crontab_schedule\":\"*/15 * * * *\"" + more + "}";
    }

    private static JsonNode create(String name, String more) {
        App.Answer answer = app.post(PATH, body(name, more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private static String createFor(String address, String more) {
        return create(
                        unique(),
                        ",\"recipients\":[{\"email\":\"" + address + "\",\"context\":{\"full_name\":\"Anna\"}}]" + more)
                .get("id")
                .textValue();
    }

    private static String address() {
        return "schedule-" + UUID.randomUUID() + "@example.com";
    }

    private static JsonNode get(String id) {
        return app.get(PATH + "/" + id).json();
    }

    /** Sets the clock of a task back, as if its next time had been then. */
    private static void passed(String id, Instant planned) {
        app.bean(JdbcClient.class)
                .sql("update periodic_tasks set next_run_at = ? where id = ?")
                .params(java.sql.Timestamp.from(planned), UUID.fromString(id))
                .update();
    }

    private static Instant quarter(Duration ago) {
        Instant then = Instant.now().minus(ago);
        return Instant.ofEpochSecond(then.getEpochSecond() / 900 * 900);
    }

    private static JsonNode awaitRuns(String id, int count) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> get(id),
                        shown -> shown.get("runs").size() >= count
                                && IntStream.range(0, shown.get("runs").size())
                                        .noneMatch(i -> shown.at("/runs/" + i + "/finished_at")
                                                .isNull()));
    }

    @Test
    void whatTheRoutesDeclareAsATaskIsOne() {
        JsonNode tasks = app.get("/api/v1/tasks/").json();

        assertThat(tasks).hasSize(1);
        assertThat(tasks.at("/0/slug").textValue()).isEqualTo("send_email");
        assertThat(UUID.fromString(tasks.at("/0/task_id").textValue())).isNotNull();
        assertThat(tasks.at("/0/description").textValue()).contains("e-mail");
    }

    @Test
    void theOlderServicesExampleRunsAsItStands() {
        String name = "Digest every 7 days " + UUID.randomUUID();
        App.Answer answer = app.post(
                PATH,
                "{\"name\":\"" + name + "\",\"task_id\":\"" + task + "\",\"template_id\":\"" + template
                        + "\",\"crontab_schedule\":\"0 0 * * 0\",\"one_off\":false}");

        assertThat(answer.status()).isEqualTo(201);
        JsonNode made = answer.json();
        Instant next = Instant.parse(made.get("next_run_at").textValue());
        assertThat(next).isAfter(Instant.now()).isBefore(Instant.now().plus(7, ChronoUnit.DAYS));
        assertThat(next.toString()).endsWith("T00:00:00Z");
        assertThat(made.get("timezone").textValue()).isEqualTo("UTC");
        assertThat(made.get("enabled").booleanValue()).isTrue();
        assertThat(made.get("misfire").textValue()).isEqualTo("once");
        assertThat(get(made.get("id").textValue())).isEqualTo(made);
    }

    @Test
    void aTimeThatComesIsRunOnceAndItsMailIsSent() {
        String address = address();
        String id = createFor(address, "");
        Instant planned = quarter(Duration.ZERO);

        passed(id, planned);
        JsonNode shown = awaitRuns(id, 1);

        JsonNode run = shown.at("/runs/0");
        // The next quarter may have come meanwhile.
        assertThat(Instant.parse(run.get("fire_time").textValue())).isIn(planned, quarter(Duration.ZERO));
        assertThat(run.get("result").textValue()).isEqualTo("ok");
        assertThat(run.get("manual").booleanValue()).isFalse();
        assertThat(run.get("error").isNull()).isTrue();
        assertThat(Instant.parse(shown.get("next_run_at").textValue())).isAfter(Instant.now());
        JsonNode sent = app.await(run.get("notification_id").textValue(), "sent");
        assertThat(sent.get("queue").textValue()).isEqualTo("emails");
        assertThat(sent.at("/metadata/periodic_task_id").textValue()).isEqualTo(id);
        assertThat(app.caught(address)).hasSize(1);
        assertThat(app.caught(address).at("/0/text").textValue()).startsWith("Hello Anna");
    }

    @Test
    void manyLooksAtOnceMakeOneRunOfATime() {
        String address = address();
        String id = createFor(address, ",\"misfire\":\"all\"");
        Firing firing = app.bean(Firing.class);

        passed(id, quarter(Duration.ofHours(1)));
        IntStream.range(0, 16).parallel().forEach(i -> firing.fire());
        Instant planned = quarter(Duration.ofHours(1));
        passed(id, planned);
        firing.fire();

        assertThat(awaitRuns(id, 5).get("runs").findValuesAsText("fire_time"))
                .hasSizeBetween(5, 6)
                .doesNotHaveDuplicates();
        await().atMost(Duration.ofSeconds(40)).until(() -> app.caught(address).size() >= 5);
        assertThat(app.caught(address)).hasSize(get(id).get("runs").size());
    }

    @Test
    void aRunWhoseInstanceWasLostIsDoneAgainAndSendsNothingTwice() {
        String address = address();
        String id = createFor(address, "");
        app.post(PATH + "/" + id + "/run", "");
        String notification = awaitRuns(id, 1).at("/runs/0/notification_id").textValue();
        app.await(notification, "sent");

        app.bean(JdbcClient.class)
                .sql("update periodic_task_runs set finished_at = null, result = null, notification_id = null,"
                        + " lease_until = now() - interval '1 second' where periodic_task_id = ?")
                .param(UUID.fromString(id))
                .update();

        JsonNode again = awaitRuns(id, 1).at("/runs/0");
        assertThat(again.get("result").textValue()).isEqualTo("ok");
        assertThat(again.get("notification_id").textValue()).isEqualTo(notification);
        assertThat(app.caught(address)).hasSize(1);
    }

    @Test
    void whatWasMissedObeysItsRule() {
        List<String> ids = List.of(
                createFor(address(), ",\"misfire\":\"once\""),
                createFor(address(), ",\"misfire\":\"all\""),
                createFor(address(), ",\"misfire\":\"skip\""));
        Instant planned = quarter(Duration.ofHours(3)).plusSeconds(900);

        ids.forEach(id -> passed(id, planned));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> ids.stream()
                        .allMatch(id -> Instant.parse(get(id).get("next_run_at").textValue())
                                .isAfter(Instant.now())));
        assertThat(awaitRuns(ids.get(0), 1).get("runs").size()).isBetween(1, 2);
        // Twelve, or one more or less where a quarter passed meanwhile
        assertThat(awaitRuns(ids.get(1), 12).get("runs").size()).isBetween(12, 13);
        assertThat(get(ids.get(2)).get("runs").size()).isBetween(0, 1);
    }

    @Test
    void aTimeThatIsOnTimeRunsBesidesTheOneRunForWhatWasMissed() {
        Instant minute;
        String id;
        do {
            id = createFor(address(), ",\"misfire\":\"once\"");
            app.send("PATCH", PATH + "/" + id, "{\"crontab_schedule\":\"* * * * *\"}");
            minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
            passed(id, minute.minusSeconds(180));
            app.bean(Firing.class).fire();
        } while (Instant.now().isAfter(minute.plusSeconds(59)));

        assertThat(get(id).get("runs").findValuesAsText("fire_time"))
                .containsExactly(minute.toString(), minute.minusSeconds(180).toString());
        app.send("PATCH", PATH + "/" + id, "{\"enabled\":false}");
    }

    @Test
    void aOneOffRunsOnceAndRestsUntilItIsEnabledAgain() {
        String id = createFor(address(), ",\"one_off\":true,\"misfire\":\"all\"");

        passed(id, quarter(Duration.ofHours(2)));
        JsonNode rests = awaitRuns(id, 1);

        assertThat(rests.get("runs")).hasSize(1);
        assertThat(rests.get("enabled").booleanValue()).isFalse();
        assertThat(rests.get("next_run_at").isNull()).isTrue();
        JsonNode again =
                app.send("PATCH", PATH + "/" + id, "{\"enabled\":true}").json();
        assertThat(Instant.parse(again.get("next_run_at").textValue())).isAfter(Instant.now());
    }

    @Test
    void aTaskThatRestsCanBeRunNow() {
        String address = address();
        String id = createFor(address, ",\"enabled\":false");
        assertThat(get(id).get("next_run_at").isNull()).isTrue();

        App.Answer asked = app.post(PATH + "/" + id + "/run", "");

        assertThat(asked.status()).isEqualTo(202);
        assertThat(asked.json().get("manual").booleanValue()).isTrue();
        JsonNode run = awaitRuns(id, 1).at("/runs/0");
        assertThat(run.get("id")).isEqualTo(asked.json().get("id"));
        assertThat(run.get("result").textValue()).isEqualTo("ok");
        await().atMost(Duration.ofSeconds(40)).until(() -> app.caught(address).size() == 1);
    }

    @Test
    void aRunThatFailsSaysWhy() {
        String nobody = create(unique(), "").get("id").textValue();
        app.post(PATH + "/" + nobody + "/run", "");

        JsonNode run = awaitRuns(nobody, 1).at("/runs/0");

        assertThat(run.get("result").textValue()).isEqualTo("failed");
        assertThat(run.get("error").textValue()).startsWith("There is nobody to send to.");
        assertThat(run.get("notification_id").isNull()).isTrue();
    }

    @Test
    void aChangePlansAnewOnlyIfItConcernsTheTimes() {
        JsonNode made = create(unique(), ",\"subject\":\"Old\",\"context\":{\"a\":1}");
        String path = PATH + "/" + made.get("id").textValue();

        JsonNode renamed = app.send("PATCH", path, "{\"subject\":null,\"context\":{\"b\":2}}")
                .json();
        assertThat(renamed.get("next_run_at")).isEqualTo(made.get("next_run_at"));
        assertThat(renamed.get("subject").isNull()).isTrue();
        assertThat(renamed.get("context").toString()).isEqualTo("{\"b\":2}");
        JsonNode moved = app.send("PATCH", path, "{\"crontab_schedule\":\"30 2 1 1 *\",\"timezone\":\"Asia/Tokyo\"}")
                .json();
        assertThat(moved.get("next_run_at").textValue()).endsWith("-12-31T17:30:00Z");
        assertThat(app.send("PATCH", path, "{\"enabled\":false}")
                        .json()
                        .get("next_run_at")
                        .isNull())
                .isTrue();
        assertThat(app.send("PATCH", path, "{\"crontab_schedule\":\"61 * * * *\"}")
                        .status())
                .isEqualTo(400);
        assertThat(app.send("PATCH", path, "{\"name\":null}").status()).isEqualTo(400);
        assertThat(get(made.get("id").textValue()).get("timezone").textValue()).isEqualTo("Asia/Tokyo");
        assertThat(app.send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(app.send("DELETE", path, "").status()).isEqualTo(404);
        assertThat(app.get(path).status()).isEqualTo(404);
    }

    @Test
    void aNameIsTakenOnce() {
        String name = unique();
        JsonNode first = create(name, "");
        String second = create(unique(), "").get("id").textValue();

        assertThat(app.post(PATH, body(name, "")).status()).isEqualTo(409);
        assertThat(app.send("PATCH", PATH + "/" + second, "{\"name\":\"" + name + "\"}")
                        .status())
                .isEqualTo(409);
        assertThat(app.send("PATCH", PATH + "/" + first.get("id").textValue(), "{\"name\":\"" + name + "\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anUnknownTaskOrTemplateIs404() {
        String unknown = UUID.randomUUID().toString();

        assertThat(app.post(PATH, body(unique(), "").replace(task, unknown)).status())
                .isEqualTo(404);
        assertThat(app.post(PATH, body(unique(), "").replace(task, "no_such_task"))
                        .status())
                .isEqualTo(404);
        assertThat(app.post(PATH, body(unique(), "").replace(template, unknown)).status())
                .isEqualTo(404);
        assertThat(app.post(PATH, body(unique(), "").replace(template, "no such template"))
                        .status())
                .isEqualTo(404);
        assertThat(app.post(PATH, body(unique(), "").replace(task, "send_email"))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name,task_id,template_id,crontab_schedule",
                "{\"name\":5,\"task_id\":[],\"template_id\":{},\"crontab_schedule\":5} | name,task_id,template_id,crontab_schedule",
                "{\"name\":\"x\",\"task_id\":\"x\",\"template_id\":\"x\",\"crontab_schedule\":\"0 0 31 2 *\",\"cron\":1} | crontab_schedule,cron",
                "{\"name\":\" \",\"task_id\":\"x\",\"template_id\":\"x\",\"crontab_schedule\":\"* * * *\",\"timezone\":\"Mars/Base\",\"one_off\":1,\"enabled\":\"no\",\"misfire\":\"never\",\"context\":[],\"subject\":\"a\\nb\"} | name,crontab_schedule,timezone,one_off,enabled,misfire,context,subject",
                "{\"name\":\"x\",\"task_id\":\"x\",\"template_id\":\"x\",\"crontab_schedule\":\"@daily\",\"recipients\":[{},{\"email\":\"nope\"}],\"audience\":{}} | crontab_schedule,recipients[0],recipients[1].email,audience"
            })
    void everythingThatIsWrongIsNamedAtOnce(String body, String fields) {
        App.Answer answer = app.post(PATH, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("errors").fieldNames()).toIterable().containsExactlyInAnyOrder(fields.split(","));
    }

    @Test
    void tasksAreListedInPages() {
        List<String> made = IntStream.range(0, 3)
                .mapToObj(i -> create(unique(), "").get("id").textValue())
                .toList();

        JsonNode page = app.get(PATH + "?limit=2").json();
        assertThat(page.get("items")).hasSize(2);
        assertThat(page.at("/items/0").has("runs")).isFalse();
        JsonNode rest = app.get(
                        PATH + "?limit=200&cursor=" + page.get("next_cursor").textValue())
                .json();
        assertThat(page.findValuesAsText("id")).doesNotContainAnyElementsOf(rest.findValuesAsText("id"));
        assertThat(made).allMatch(id -> (page.toString() + rest).contains(id));
        assertThat(app.get(PATH + "?cursor=x").status()).isEqualTo(400);
    }

    @Test
    void thePlannedJobsAreInTheDatabaseOnce() {
        List<String> triggers = app.bean(JdbcClient.class)
                .sql("select trigger_name from qrtz_cron_triggers")
                .query(String.class)
                .list();

        assertThat(triggers)
                .contains("fire-periodic-tasks", "forget-idempotency-keys")
                .doesNotHaveDuplicates();
    }
}
