package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.account.Role;
import dev.caravan.journey.App;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients in the console: found, made, changed, brought in from a file, and erased. */
class ClientsPagesTest {

    private final App app = App.shared();
    private final ConsoleClient editor = ConsoleClient.as(app, Role.EDITOR);
    private final String tag = "console-" + UUID.randomUUID();
    private final String phone = "7902" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);

    @Test
    void aClientIsMadeFoundChangedAndDeleted() {
        editor.page("/console/clients/new");
        String made = editor.submit(
                "/console/clients",
                Map.of(
                        "phone_number", "+7 (" + phone.substring(1, 4) + ") " + phone.substring(4),
                        "name", "Anna <b>",
                        "email", tag + "@example.com",
                        "operator_code", "902",
                        "tags", tag,
                        "timezone", "Asia/Tomsk",
                        "attributes", "{\"city\": \"Tver\"}"));
        assertThat(made).contains("The client is there.", "Anna &lt;b&gt;", tag, "Asia/Tomsk", "Tver");
        for (String search : List.of("q=8" + phone.substring(1), "q=" + tag + "%40example.com", "tag=" + tag)) {
            assertThat(editor.page("/console/clients?" + search)).contains("Anna &lt;b&gt;");
        }
        assertThat(editor.page("/console/clients?tag=" + tag + "&operator=nobody"))
                .contains("Nobody found");

        String id = id();
        assertThat(editor.submit("/console/clients/" + id, Map.of("phone_number", phone, "name", "Vera")))
                .contains("Vera")
                .doesNotContain("Tver");
        assertThat(app.get("/api/v1/clients/" + id).json().path("tags").isEmpty())
                .isTrue();
        assertThat(editor.page("/console/clients/" + id + "/messages")).contains("No mailing has gone to this client.");
        assertThat(editor.submit("/console/clients/" + id + "/delete", Map.of()))
                .contains("The client is deleted.");
    }

    @Test
    void whatIsNotValidIsSaidAtItsFieldAndWhatWasTypedStays() {
        editor.page("/console/clients/new");
        String form = editor.post(
                        "/console/clients",
                        Map.of(
                                "phone_number",
                                "12",
                                "email",
                                "nonsense",
                                "timezone",
                                "Mars/Base",
                                "tags",
                                "a|b",
                                "name",
                                "Kept"))
                .body();
        assertThat(form)
                .contains(
                        "must be 7 and ten digits",
                        "is not an e-mail address",
                        "is not a time zone",
                        "must not contain |")
                .contains("Kept", "aria-invalid=\"true\"");
        assertThat(editor.post("/console/clients", Map.of("phone_number", phone, "attributes", "{oops"))
                        .body())
                .contains("is no JSON, line 1", "{oops");
        client();
        assertThat(editor.post("/console/clients", Map.of("phone_number", phone))
                        .body())
                .contains("Another client has this phone_number.");
        assertThat(editor.page("/console/clients?q=7abc")).contains("must be 7 and ten digits");
    }

    @Test
    void aFileLargerThanABodyMayBeIsTakenInAndItsBadRowsAreListed() {
        editor.page("/console/clients/import");
        int rows = 15_000;
        String padding = "x".repeat(100);
        List<InputStream> lines = IntStream.rangeClosed(0, rows)
                .mapToObj(i -> i == 0
                        ? "phone_number,name,tags\r\n"
                        : (i == 7 ? "12345" : "7903" + String.format("%07d", i)) + "," + padding + "," + tag + "\r\n")
                .map(line -> (InputStream) new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)))
                .toList();

        HttpResponse<String> report = editor.upload(
                "/console/clients/import",
                "text/csv",
                BodyPublishers.ofInputStream(() -> new SequenceInputStream(Collections.enumeration(lines))));

        assertThat(report.statusCode()).isEqualTo(200);
        assertThat(report.body()).contains("14,999", "<td class=\"number\">8</td>", "must be 7 and ten digits");
        assertThat(app.post("/api/v1/mailings/audience", "{\"tags\":[{\"name\":\"" + tag + "\"}]}")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(rows - 1);
        HttpResponse<String> export = editor.get("/console/clients/export");
        assertThat(export.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("clients.csv");
        assertThat(export.body().lines().filter(line -> line.contains(tag)).count())
                .isEqualTo(rows - 1);
    }

    @Test
    void whatIsNoFileOfClientsIsRefusedWithTheReason() {
        editor.page("/console/clients/import");
        assertThat(upload("colour,size\nred,5\n")).contains("phone_number", "is missing from the first line");
        assertThat(upload("phone_number,name\n" + phone + ",\"open\n")).contains("This is not a CSV file");
        ConsoleClient viewer = ConsoleClient.as(app, Role.VIEWER);
        assertThat(viewer.page("/console/clients/import")).contains("may not import");
        assertThat(viewer.upload("/console/clients/import", "text/csv", BodyPublishers.ofString("phone_number\n"))
                        .body())
                .contains("Your role, viewer, may not do this.");
    }

    @Test
    void aPersonIsShownAndErasedOnceTheNumberIsTyped() {
        String id = client();
        assertThat(editor.page("/console/clients/" + id + "/person")).contains(tag, "Deliveries", "Suppressions");
        assertThat(editor.get("/console/clients/" + id + "/person.json").body())
                .startsWith("{")
                .contains(phone);

        assertThat(editor.post("/console/clients/" + id + "/erase", Map.of("confirm", "yes"))
                        .body())
                .contains("nothing was erased");
        assertThat(app.get("/api/v1/clients/" + id).status()).isEqualTo(200);
        assertThat(editor.submit("/console/clients/" + id + "/erase", Map.of("confirm", "+" + phone)))
                .contains("Erased: Client — 1");
        assertThat(app.get("/api/v1/clients/" + id).status()).isEqualTo(404);
    }

    @Test
    void tagsAndOperatorsAreMadeRenamedAndDeleted() {
        editor.page("/console/clients/words");
        assertThat(editor.submit("/console/clients/words/tags", Map.of("name", tag)))
                .contains("Added.", tag);
        assertThat(editor.post("/console/clients/words/tags", Map.of("name", tag))
                        .body())
                .contains("Another tag has this name.");
        assertThat(editor.submit("/console/clients/words/operators", Map.of("code", tag, "name", "One")))
                .contains("Added.");
        String list = editor.page("/console/clients/words");
        String operator =
                list.replaceFirst("(?s).*operators/(\\d+)\"(?:(?!operators/).)*value=\"" + tag + "\".*", "$1");
        assertThat(editor.submit("/console/clients/words/operators/" + operator, Map.of("code", tag + "2", "name", "")))
                .contains("Changed.", tag + "2");
        assertThat(editor.submit("/console/clients/words/operators/" + operator + "/delete", Map.of()))
                .contains("Deleted.")
                .doesNotContain(tag + "2");
    }

    @Test
    void aViewerChangesNothing() {
        String id = client();
        ConsoleClient viewer = ConsoleClient.as(app, Role.VIEWER);
        assertThat(viewer.page("/console/clients/" + id)).contains(phone).doesNotContain("/erase", "/edit");
        assertThat(viewer.page("/console/clients/words")).doesNotContain("/delete");
        for (String path : List.of("/erase", "/delete", "/telegram")) {
            assertThat(viewer.post("/console/clients/" + id + path, Map.of("confirm", phone))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(app.get("/api/v1/clients/" + id).status()).isEqualTo(200);
    }

    private String upload(String file) {
        return editor.upload("/console/clients/import", "text/csv", BodyPublishers.ofString(file))
                .body();
    }

    private String client() {
        app.post("/api/v1/clients", "{\"phone_number\":\"" + phone + "\",\"tags\":[\"" + tag + "\"]}");
        return id();
    }

    private String id() {
        return app.get("/api/v1/clients?phone_number=" + phone)
                .json()
                .at("/items/0/id")
                .asText();
    }
}
