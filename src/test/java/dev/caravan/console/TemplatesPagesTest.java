package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.account.Role;
import dev.caravan.journey.App;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Templates in the console: written with their faults at their lines, looked at, compared, sent, and taken away. */
class TemplatesPagesTest {

    private final App app = App.shared();
    private final ConsoleClient editor = ConsoleClient.as(app, Role.EDITOR);
    private final String slug = "console-" + UUID.randomUUID();

    @Test
    void aTemplateIsWrittenChangedComparedAndRestored() {
        editor.page("/console/templates/~new");
        String made = editor.submit(
                "/console/templates",
                Map.of(
                        "name", "A welcome",
                        "slug", slug,
                        "engine", "",
                        "subject", "Hello {{ name }}",
                        "content", "Dear {{ name }},\r\nfirst line",
                        "variant:sms", "Hi {{ name }}",
                        "variant:telegram", " "));
        assertThat(made).contains("The template is there.", "Hi {{ name }}", "\"name\" : \"name\"");
        assertThat(app.get("/api/v1/templates/" + slug).json().path("variants").size())
                .isOne();
        assertThat(editor.page("/console/templates?q=" + slug)).contains("A welcome");

        String changed = editor.submit(
                "/console/templates/" + slug,
                Map.of("name", "A welcome", "version", "1", "engine", "", "content", "Dear {{ name }},\nsecond line"));
        assertThat(changed).contains("Saved as version 2");
        assertThat(app.get("/api/v1/templates/" + slug).json().path("variants").isEmpty())
                .isTrue();

        String versions = editor.page("/console/templates/" + slug + "/versions");
        assertThat(versions).contains("<del>− first line</del>", "<ins>+ second line</ins>", "Hi {{ name }}");

        assertThat(editor.submit("/console/templates/" + slug + "/restore", Map.of("version", "1")))
                .contains("Version 1 is back, as version 3.");
        assertThat(app.get("/api/v1/templates/" + slug).json().path("content").asText())
                .isEqualTo("Dear {{ name }},\nfirst line");
        assertThat(editor.submit("/console/templates/" + slug + "/delete", Map.of()))
                .contains("is deleted");
    }

    @Test
    void whoSavesAfterAnotherIsTold() {
        template("{\"content\":\"one\"}");
        editor.page("/console/templates/" + slug);
        app.send("PATCH", "/api/v1/templates/" + slug, "{\"content\":\"two\"}");

        HttpResponse<String> answer =
                editor.post("/console/templates/" + slug, Map.of("name", "x", "version", "1", "content", "three"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("Somebody saved version 2 meanwhile", "three", "name=\"version\" value=\"2\"");
    }

    @Test
    void faultsAreShownAtTheirPlacesAndNothingThatWasTypedIsLost() {
        editor.page("/console/templates/~new");
        HttpResponse<String> answer = editor.post(
                "/console/templates",
                Map.of("name", "x", "slug", "not a slug", "engine", "freemarker", "content", "a\n<#if b>"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Only the letters A to Z", "&lt;#if b&gt;", "line 2, column");

        assertThat(preview("engine", "freemarker", "content", "first\n${nothing.there", "context", "{}"))
                .contains("data-fault=\"content\"", "data-line=\"2\"");
        assertThat(preview("engine", "freemarker", "content", "x", "variant:sms", "${missing}", "channel", "sms"))
                .contains("data-fault=\"variant:sms\"", "data-line=\"1\"");
        assertThat(preview("content", "x", "context", "{\"a\": }"))
                .contains("data-fault=\"context\"", "data-line=\"1\"");
    }

    @Test
    void aPreviewIsWhatTheRecipientWouldSeeAndItsHtmlRunsNothing() {
        assertThat(preview(
                        "subject", "For {{ name }}",
                        "content", "Dear {{ name }}",
                        "context", "{\"name\":\"<b>Anna</b>\"}"))
                .contains("For &lt;b&gt;Anna&lt;/b&gt;", "Dear &lt;b&gt;Anna&lt;/b&gt;");

        HttpResponse<String> frame = editor.post(
                "/console/templates/~preview/html",
                Map.of(
                        "content",
                        "<!doctype html><p style='color:red'>{{ name }}</p>",
                        "context",
                        "{\"name\":\"Anna\"}"));
        assertThat(frame.body()).isEqualTo("<!doctype html><p style='color:red'>Anna</p>");
        assertThat(frame.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("sandbox; default-src 'none';");
    }

    @Test
    void aTestIsSentAndCaughtByTheSandbox() {
        template("{\"subject\":\"Hi\",\"content\":\"Test for {{ name }}\"}");
        ConsoleClient operator = ConsoleClient.as(app, Role.OPERATOR);
        operator.page("/console/templates/" + slug);
        String address = slug + "@example.com";

        HttpResponse<String> answer = operator.post(
                "/console/templates/" + slug + "/send",
                Map.of("channel", "email", "address", address, "context", "{\"name\":\"me\"}"));

        assertThat(answer.body()).contains("the sandbox catches it", "/console/notifications/");
        await().atMost(Duration.ofSeconds(30)).until(() -> app.caught(address).size() == 1);
        assertThat(app.caught(address).path(0).path("text").asText()).startsWith("Test for me");
        assertThat(operator.post(
                                "/console/templates/" + slug + "/send", Map.of("channel", "email", "address", "nobody"))
                        .body())
                .contains("role=\"alert\"");
    }

    @Test
    void whatIsUsedIsNotDeleted() {
        template("{\"content\":\"x\"}");
        String mailing = app.post(
                        "/api/v1/mailings",
                        "{\"title\":\"Uses it\",\"start_datetime\":\"2099-01-01T00:00:00Z\","
                                + "\"end_datetime\":\"2099-01-02T00:00:00Z\",\"template_slug\":\"" + slug + "\"}")
                .json()
                .path("id")
                .asText();
        assertThat(editor.page("/console/templates/" + slug)).contains("/console/mailings/" + mailing, "Uses it");
        assertThat(editor.submit("/console/templates/" + slug + "/delete", Map.of()))
                .contains("The template is used by mailing " + mailing);
        app.send("DELETE", "/api/v1/mailings/" + mailing, "");
    }

    @Test
    void aViewerReadsAndPreviewsAndChangesNothing() {
        template("{\"content\":\"Hello\"}");
        ConsoleClient viewer = ConsoleClient.as(app, Role.VIEWER);
        assertThat(viewer.page("/console/templates/" + slug))
                .contains("Hello")
                .doesNotContain("/delete", "/send", "Save as a new version");
        assertThat(viewer.post("/console/templates/~preview", Map.of("content", "seen"), "HX-Request", "true")
                        .body())
                .contains("seen");
        assertThat(viewer.post("/console/templates/" + slug, Map.of("version", "1", "name", "x", "content", "y"))
                        .body())
                .contains("Your role, viewer, may not do this.");
        assertThat(viewer.post("/console/templates/" + slug + "/delete", Map.of())
                        .statusCode())
                .isEqualTo(403);
    }

    private void template(String body) {
        String whole = "{\"name\":\"x\",\"slug\":\"" + slug + "\"," + body.substring(1);
        assertThat(app.post("/api/v1/templates", whole).status()).isEqualTo(201);
    }

    private String preview(String... fields) {
        Map<String, String> form = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.put(fields[i], fields[i + 1]);
        }
        editor.page("/console/templates");
        return editor.post("/console/templates/~preview", form, "HX-Request", "true")
                .body();
    }
}
