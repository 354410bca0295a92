package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Periodic tasks outlive the program, two instances share them, and what was missed meanwhile obeys its rule. */
class ScheduleRestartJourneyTest {

    private static String task(App app, String name, String cron, String rule) {
        App.Answer answer = app.post(
                "/api/v1/periodic-tasks",
                "{\"name\":\"" + name + "\",\"task_id\":\"send_email\",\"template_id\":\"restart\","
                        + "\"crontab_schedule\":\"" + cron + "\",\"misfire\":\"" + rule
                        + "\",\"recipients\":[{\"email\":\"" + name + "@example.com\"}]}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("id").textValue();
    }

    private static JsonNode runs(App app, String id) {
        return app.get("/api/v1/periodic-tasks/" + id).json().get("runs");
    }

    private static boolean planned(App app, String id) {
        return Instant.parse(app.get("/api/v1/periodic-tasks/" + id)
                        .json()
                        .get("next_run_at")
                        .textValue())
                .isAfter(Instant.now());
    }

    @Test
    void tasksGoOnAfterARestartOnceOverAllInstances() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Map<String, String> stores = Map.of(
                    "spring.datasource.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
                    "spring.datasource.username", "postgres",
                    "spring.datasource.password", "postgres");
            JdbcClient sql = JdbcClient.create(postgres.getPostgresDatabase());
            List<String> ids = new ArrayList<>();
            try (App before = App.start(stores)) {
                before.post("/api/v1/templates", "{\"name\":\"R\",\"slug\":\"restart\",\"content\":\"Hello\"}");
                for (String rule : List.of("once", "all", "skip")) {
                    ids.add(task(before, "restart-" + rule, "*/15 * * * *", rule));
                }
            }
            sql.sql(
                            "update periodic_tasks set next_run_at = date_bin('15 minutes', now(), '2026-01-01') - interval '2 h 45 min'")
                    .update();

            try (App one = App.start(stores);
                    App two = App.start(stores)) {
                await().atMost(Duration.ofSeconds(90)).until(() -> ids.stream().allMatch(id -> planned(one, id)));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> runs(two, ids.get(1)).size() >= 12);

                // The quarter that has just begun was not missed
                assertThat(runs(two, ids.get(0)).size()).isBetween(1, 2);
                assertThat(runs(one, ids.get(1)).size()).isBetween(12, 13);
                assertThat(runs(one, ids.get(2)).size()).isBetween(0, 1);
                assertThat(sql.sql("select count(*) from qrtz_scheduler_state")
                                .query(Integer.class)
                                .single())
                        .isGreaterThanOrEqualTo(2);
                assertThat(sql.sql("select count(*) from qrtz_triggers where trigger_name = 'fire-periodic-tasks'")
                                .query(Integer.class)
                                .single())
                        .isOne();

                // Many at once, for two instances to compete for, which are not due by themselves
                Set<String> many = new TreeSet<>();
                for (int i = 0; i < 20; i++) {
                    many.add(task(i % 2 == 0 ? one : two, "many-" + i, "0 0 29 2 *", "once"));
                }
                sql.sql("update periodic_tasks set next_run_at = date_trunc('minute', now()) where name like 'many-%'")
                        .update();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> many.stream()
                                .allMatch(id ->
                                        runs(one, id).findValuesAsText("result").equals(List.of("ok"))));
                assertThat(sql.sql(
                                        "select count(*) from notifications n join periodic_tasks t"
                                                + " on t.id = (n.metadata ->> 'periodic_task_id')::uuid where t.name like 'many-%'")
                                .query(Integer.class)
                                .single())
                        .isEqualTo(20);
            }
        }
    }
}
