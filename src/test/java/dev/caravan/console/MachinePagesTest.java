package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.account.Role;
import dev.caravan.account.Users;
import dev.caravan.journey.App;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Queues, sandbox, schedules and webhooks in the console. */
class MachinePagesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final App app = App.shared();
    private final ConsoleClient admin = ConsoleClient.admin(app);

    @Test
    void queuesTellDepthAndConsumers() {
        assertThat(admin.page("/console/queues"))
                .contains("caravan.inbound.invalid", "data-backlog=\"urgent\"", "The embedded broker tells");
        assertThat(admin.page("/console/queues/live.json")).contains("\"source\":\"embedded\"");
    }

    @Test
    void aDeadLetterIsReplayedAndDiscarded() {
        String address = "fail+permanent@dead-letters.example.com";
        app.await(app.notify("""
                        {"recipients": [{"email": "%s"}], "channels": ["email"], "message": "x"}""".formatted(address)), "failed");
        String path = "/console/queues/dead?error=refuse+this+recipient";
        String page = admin.page(path);
        assertThat(page).contains(address);
        String id = idBefore(page, address, "dead/([0-9a-f-]{36})/replay");

        assertThat(admin.submit("/console/queues/dead/" + id + "/replay", Map.of("error", "refuse")))
                .contains("Back in the queue: 1");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(admin.page(path)).contains(address));
        assertThat(admin.submit("/console/queues/dead/" + id + "/discard", Map.of()))
                .contains("Discarded: 1");
        assertThat(admin.page(path)).doesNotContain(address);
        assertThat(admin.post("/console/queues/dead/" + id + "/discard", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anInvalidMessageIsMendedAndSentAgain() {
        String address = "mended@legacy-pages.example.com";
        app.post(
                "/api/v1/legacy-messages",
                "{\"body\": \"{\\\"recipients\\\": [{\\\"email\\\": \\\"" + address
                        + "\\\"}], \\\"massage\\\": \\\"x\\\"}\"}");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(admin.page("/console/queues/invalid")).contains(address, "massage: is not a field"));
        String page = admin.page("/console/queues/invalid");
        String section = page.substring(page.lastIndexOf("<section", page.indexOf(address)));
        String id = first(section, "invalid/([\\w-]+)/submit");

        String said = admin.submit(
                "/console/queues/invalid/" + id + "/submit",
                Map.of(
                        "body",
                        "{\"recipients\": [{\"email\": \"" + address
                                + "\"}], \"channels\": [\"email\"], \"message\": \"mended\"}"));
        assertThat(said).contains("in the queue again").doesNotContain(address);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(admin.page("/console/sandbox?recipient=" + address))
                        .contains("mended"));
        assertThat(admin.post("/console/queues/invalid/" + id + "/discard", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theSandboxShowsMessagesShutIn() {
        app.post("/api/v1/templates", """
                {"name": "Shut in", "slug": "shut-in", "subject": "<script>alert(1)</script>", "content": "plain",
                 "variants": {"email_html": "<p style='color:red'>Привет</p><script>x()</script>"}}""");
        app.await(app.notify("""
                        {"recipients": [{"email": "shut-in@example.com"}], "channels": ["email"],
                         "subject": "<script>alert(1)</script>", "message": "Привет 🎉"}"""), "sent");
        String page = admin.page("/console/sandbox?recipient=shut-in");
        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "Привет 🎉", "Message-ID")
                .doesNotContain("<script>alert");
        assertThat(admin.page("/console/sandbox?recipient=shut-in&text=nowhere-said"))
                .contains("No message fits the filter");
        String id = first(page, "[?&;]id=(\\d+)");
        HttpResponse<String> html = admin.get("/console/sandbox/" + id + "/html");
        if (html.statusCode() == 200) {
            assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("sandbox; default-src 'none';");
        }
        assertThat(admin.get("/console/sandbox/987654321/html").statusCode()).isEqualTo(404);
        assertThat(admin.get("/sandbox").headers().firstValue("Location").orElseThrow())
                .endsWith("/console/sandbox");
    }

    @Test
    void aFaultIsReportedAndEnds() {
        assertThat(admin.page("/console/sandbox")).contains("Faults on purpose");
        String said = admin.submit(
                "/console/sandbox/fault", Map.of("provider", "telegram", "behaviour", "slow", "seconds", "1"));
        assertThat(said).contains("telegram fails now", "answers after five seconds");
        assertThat(admin.submit(
                        "/console/sandbox/fault",
                        Map.of("provider", "telegram", "behaviour", "accept", "seconds", "0")))
                .contains("telegram is well again");
        assertThat(admin.post(
                                "/console/sandbox/fault",
                                Map.of("provider", "fax", "behaviour", "garbage", "seconds", "5"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aScheduleIsPreviewedMadePausedRunAndDeleted() {
        assertThat(admin.page("/console/schedules")).contains("New schedule");
        app.post("/api/v1/templates", "{\"name\": \"Paged\", \"slug\": \"paged\", \"content\": \"Hello\"}");
        assertThat(admin.page("/console/schedules/next?crontab_schedule=30+9+*+*+1&timezone=Europe/Berlin"))
                .contains("09:30");
        assertThat(admin.page("/console/schedules/next?crontab_schedule=61+9&timezone=Europe/Berlin"))
                .contains("must have five fields");
        Map<String, String> form = Map.of(
                "name", "Of the pages",
                "task_id", "send_email",
                "template_id", "paged",
                "crontab_schedule", "0 9 1 1 *",
                "timezone", "Europe/Berlin",
                "recipients", "scheduled@pages.example.com",
                "misfire", "once",
                "tags_logic", "and");
        Map<String, String> wrong = new java.util.HashMap<>(form);
        wrong.put("crontab_schedule", "nonsense");
        HttpResponse<String> again = admin.post("/console/schedules", wrong);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("must have five fields", "value=\"Of the pages\"");

        String made = admin.submit("/console/schedules", form);
        assertThat(made).contains("Of the pages", "0 9 1 1 *", "-01-01 09:00");
        String id = first(made, "/console/schedules/([0-9a-f-]{36})/run");
        assertThat(admin.submit("/console/schedules/" + id + "/pause", Map.of()))
                .contains("Paused.", "It is paused");
        assertThat(admin.submit("/console/schedules/" + id + "/resume", Map.of()))
                .contains("-01-01 09:00");
        admin.submit("/console/schedules/" + id + "/run", Map.of());
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(admin.page("/console/schedules/" + id)).contains("/console/notifications/"));
        assertThat(admin.page("/console/schedules/" + id + "/edit")).contains("scheduled@pages.example.com");
        assertThat(admin.submit("/console/schedules/" + id + "/delete", Map.of()))
                .contains("Deleted.");
    }

    @Test
    void aSubscriptionShowsItsSecretOnce() {
        assertThat(admin.page("/console/webhooks/new")).contains("notification.expired");
        HttpResponse<String> wrong =
                admin.post("/console/webhooks", Map.of("url", "http://example.com/", "events", "notification.sent"));
        assertThat(wrong.statusCode()).isEqualTo(200);
        assertThat(wrong.body()).contains("field-error", "http://example.com/");

        HttpResponse<String> made = admin.post(
                "/console/webhooks",
                Map.of("url", "https://pages.example.com/hook", "events", "notification.expired", "enabled", ""));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        String secret = first(made.body(), "(whsec_[^<]+)");
        String id = first(made.body(), "/console/webhooks/([0-9a-f-]{36})");

        assertThat(admin.page("/console/webhooks/" + id)).contains("Switch on").doesNotContain(secret);
        assertThat(admin.submit("/console/webhooks/" + id + "/enable", Map.of()))
                .contains("Replay all parked");
        HttpResponse<String> rotated = admin.post("/console/webhooks/" + id + "/rotate", Map.of());
        assertThat(rotated.body()).contains("whsec_").doesNotContain(secret);
        assertThat(admin.page("/console/webhooks/deliveries?status=parked")).contains("callback_url");
        assertThat(admin.submit("/console/webhooks/" + id + "/delete", Map.of()))
                .contains("Deleted.");
    }

    @Test
    void aViewerChangesNothing() {
        ConsoleClient viewer = new ConsoleClient(app);
        app.bean(Users.class).add("victor", ConsoleClient.hash("a-password-of-victor"), Role.VIEWER);
        viewer.login("victor", "a-password-of-victor");

        assertThat(viewer.page("/console/schedules")).doesNotContain("/console/schedules/new");
        assertThat(viewer.page("/console/queues/dead")).doesNotContain("formaction");
        assertThat(viewer.page("/console/sandbox")).doesNotContain("/console/sandbox/clear");
        for (String path : new String[] {
            "/console/sandbox/clear", "/console/queues/dead/discard", "/console/webhooks", "/console/schedules"
        }) {
            assertThat(viewer.post(path, Map.of("url", "https://x.example.com/", "context", ""))
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    private static String idBefore(String page, String text, String pattern) {
        return first(page.substring(page.indexOf(text)), pattern);
    }

    private static String first(String page, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(page);
        assertThat(found.find()).as(pattern + "\n" + page).isTrue();
        return found.group(1);
    }
}
