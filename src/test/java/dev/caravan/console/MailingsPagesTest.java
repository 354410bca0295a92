package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.account.Role;
import dev.caravan.journey.App;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Mailings in the console: made with their audience in sight, seen on a calendar, watched, and steered. */
class MailingsPagesTest {

    private final App app = App.shared();
    private final ConsoleClient editor = ConsoleClient.as(app, Role.EDITOR);
    private final String tag = "console-" + UUID.randomUUID();
    private final String phone = "7904" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);

    @Test
    void aMailingIsPlannedChangedPausedAndCancelled() {
        client();
        assertThat(editor.page("/console/mailings/new?day=2098-05-06")).contains("value=\"2098-05-06T10:00\"");
        assertThat(audience("tags", tag)).contains(">1<", "+" + phone);
        assertThat(audience("tags", "nosuch-" + tag)).contains("there is no tag");

        String made = editor.submit("/console/mailings", typed());
        assertThat(made).contains("The mailing is there.", "Sale &lt;b&gt;", "scheduled", tag, "09:00–21:00");
        String id = id();
        JsonNode stored = app.get("/api/v1/mailings/" + id).json();
        assertThat(stored.path("channels").toString()).isEqualTo("[\"email\"]");
        // The reader's zone is not known: UTC.
        assertThat(stored.path("start_datetime").asText()).isEqualTo("2098-05-06T10:00:00Z");
        assertThat(editor.page("/console/mailings/calendar?month=2098-05"))
                .contains("May 2098", "10:00", "Sale &lt;b&gt;");
        assertThat(editor.page("/console/mailings/calendar?month=2098-07")).doesNotContain("Sale &lt;b&gt;");
        assertThat(editor.page("/console/mailings?status=scheduled")).contains("/console/mailings/" + id);

        Map<String, String> other = typed();
        other.put("title", "Sold");
        assertThat(editor.submit("/console/mailings/" + id, other)).contains("Sold");
        assertThat(editor.page("/console/mailings/new?copy=" + id)).contains("Sold", "value=\"" + tag + "\"");
        assertThat(editor.submit("/console/mailings/" + id + "/pause", Map.of()))
                .contains("is paused");
        assertThat(editor.submit("/console/mailings/" + id + "/resume", Map.of()))
                .contains("goes on");
        assertThat(editor.submit("/console/mailings/" + id + "/cancel", Map.of()))
                .contains("is cancelled");
        assertThat(editor.submit("/console/mailings/" + id + "/cancel", Map.of()))
                .contains("The mailing is cancelled.");
        assertThat(editor.submit("/console/mailings/" + id + "/delete", Map.of()))
                .contains("is deleted");
    }

    @Test
    void whatIsNotValidIsSaidAndWhatWasTypedStays() {
        editor.page("/console/mailings/new");
        Map<String, String> wrong = typed();
        wrong.put("end_datetime", "2098-05-06T09:00");
        wrong.put("text", "");
        wrong.put("tags", "nosuch-" + tag);
        wrong.put("local_time_to", "");
        HttpResponse<String> answer = editor.post("/console/mailings", wrong);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("must be after start_datetime", "is required unless template_slug", "there is no tag")
                .contains("a window has two ends", "Sale &lt;b", "value=\"2098-05-06T09:00\"");
    }

    @Test
    void aRunningMailingShowsHowFarItIsAndThenThatItIsDone() {
        client();
        String id = app.post(
                        "/api/v1/mailings",
                        "{\"title\":\"" + tag + "\",\"start_datetime\":\"2026-01-01T00:00:00Z\","
                                + "\"end_datetime\":\"2098-01-01T00:00:00Z\",\"text\":\"Hi\",\"tags\":[{\"name\":\""
                                + tag + "\"}]}")
                .json()
                .path("id")
                .asText();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> app.get("/api/v1/mailings/" + id)
                        .json()
                        .path("status")
                        .asText()
                        .equals("finished"));

        HttpResponse<String> progress = editor.get("/console/mailings/" + id + "/progress?was=running");
        assertThat(progress.headers().firstValue("HX-Refresh")).hasValue("true");
        assertThat(progress.body()).contains("100%", "1 of 1 messages", "data-status=\"success\" data-count=\"1\"");
        assertThat(editor.page("/console/mailings/" + id)).contains("finished", "canvas");
        assertThat(editor.page("/console/mailings/" + id + "/messages")).contains(phone, "taken");
        assertThat(editor.page("/console/mailings/" + id + "/messages?status=failure"))
                .contains("No such messages");
        assertThat(editor.page("/console/mailings/stats/counts")).contains(tag);
    }

    @Test
    void aViewerSteersNothing() {
        editor.page("/console/mailings/new");
        client();
        editor.submit("/console/mailings", typed());
        String id = id();
        ConsoleClient viewer = ConsoleClient.as(app, Role.VIEWER);
        assertThat(viewer.page("/console/mailings/" + id)).doesNotContain("/cancel", "/edit");
        for (String path : List.of("/pause", "/cancel", "/delete")) {
            assertThat(viewer.post("/console/mailings/" + id + path, Map.of()).statusCode())
                    .isEqualTo(403);
        }
        app.send("DELETE", "/api/v1/mailings/" + id, "");
    }

    private Map<String, String> typed() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("title", "Sale <b>"),
                Map.entry("text", "Everything at half the price."),
                Map.entry("tags_logic", "or"),
                Map.entry("tags", tag),
                Map.entry("start_datetime", "2098-05-06T10:00"),
                Map.entry("end_datetime", "2098-05-07T10:00"),
                Map.entry("local_time_from", "09:00"),
                Map.entry("local_time_to", "21:00"),
                Map.entry("priority", "bulk"),
                Map.entry("channels", "email")));
    }

    private String audience(String name, String value) {
        return editor.post("/console/mailings/audience", Map.of(name, value), "HX-Request", "true")
                .body();
    }

    private void client() {
        app.post("/api/v1/clients", "{\"phone_number\":\"" + phone + "\",\"tags\":[\"" + tag + "\"]}");
    }

    private String id() {
        for (JsonNode mailing :
                app.get("/api/v1/mailings?status=scheduled&limit=200").json().path("items")) {
            if (mailing.toString().contains(tag)) {
                return mailing.path("id").asText();
            }
        }
        throw new AssertionError("no such mailing");
    }
}
