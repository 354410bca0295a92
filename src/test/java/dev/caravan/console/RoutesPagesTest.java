package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.account.Role;
import dev.caravan.account.Users;
import dev.caravan.journey.App;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.FileSystemUtils;

/** The routes in the console, where they are edited too: on a folder of its own. */
@Execution(ExecutionMode.SAME_THREAD)
class RoutesPagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "channels/note.camel.yaml";
    private static final String NOTE = """
            - route:
                id: channel-note
                description: Writes a delivery to the log.
                from:
                  uri: direct:channel-note
                  steps:
                    - log: {message: "would send ${variable.deliveryId}"}
            """;

    @TempDir
    static Path folder;

    private static App app;
    private static ConsoleClient admin;

    @BeforeAll
    static void start() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        app = App.start(Map.of("caravan.routes", folder.toString(), "caravan.publishing.look-every", "100ms"));
        admin = ConsoleClient.admin(app);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void showsWhatRunsAsAGraphAListAndOneByOne() throws Exception {
        assertThat(admin.page("/console/routes")).contains("id=\"graph\"", "3-deliver");
        JsonNode graph = JSON.readTree(admin.page("/console/routes/graph.json"));
        assertThat(graph.at("/nodes").findValuesAsText("id")).contains("deliver", "activemq:queue:urgent");
        assertThat(graph.at("/edges").toString())
                .contains("{\"from\":\"channel-email\",\"to\":\"render\"}")
                .contains("{\"from\":\"send-parcel\",\"to\":\"activemq:queue:bulk\"}")
                .doesNotContain("{\"from\":\"send-parcel\",\"to\":\"activemq:queue:caravan.inbound\"}");
        assertThat(JSON.readTree(admin.page("/console/routes/live.json"))
                        .at("/items/0")
                        .has("runs"))
                .isTrue();
        assertThat(admin.page("/console/routes/list?folder=channels"))
                .contains("channel-sms")
                .doesNotContain("listNotifications");
        assertThat(admin.page("/console/routes/list?q=no-such-route")).contains("No route is like that");
        Awaitility.await("the tests of what runs have run")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(admin.page("/console/routes/route/channel-email"))
                        .contains(
                                "policy-default", "smtp://", "javaMailSender", "a mail that the server takes is sent"));
        assertThat(admin.get("/console/routes/route/nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void knowsTheWordsOfCamel() throws Exception {
        JsonNode words = JSON.readTree(admin.page("/console/routes/words/any.json"));

        assertThat(words.at("/root/route/t").asText()).isEqualTo("RouteDefinition");
        assertThat(words.at("/FromDefinition/steps/t").asText()).isEqualTo("ProcessorDefinition");
        assertThat(words.at("/ProcessorDefinition/setBody/t").asText()).isEqualTo("SetBodyDefinition");
        assertThat(words.at("/SetBodyDefinition").has("simple")).isTrue();
        assertThat(words.at("/ToDefinition/pattern/e").toString()).isEqualTo("[\"InOnly\",\"InOut\"]");
        assertThat(words.toString().length()).isLessThan(300_000);
    }

    @Test
    void publishesWhatPassesWithItsAuthorAndGoesBack() throws Exception {
        JsonNode checked = draft("check", FILE, NOTE);
        assertThat(checked.at("/valid").asBoolean()).as(checked.toString()).isTrue();
        assertThat(checked.at("/diff").asText()).contains("+++ b/" + FILE, "+    id: channel-note");
        assertThat(checked.at("/routes").toString()).contains("channel-note");
        assertThat(folder.resolve(FILE)).doesNotExist();

        long before = JSON.readTree(admin.page("/console/routes/files.json"))
                .at("/revision")
                .asLong();
        JsonNode edit = draft("publish", FILE, NOTE);
        assertThat(edit.at("/verdict").asText()).as(edit.toString()).isEqualTo("published");
        assertThat(edit.at("/author").asText()).isEqualTo("console:admin");
        assertThat(folder.resolve(FILE)).hasContent(NOTE);
        assertThat(admin.page("/console/routes/route/channel-note")).contains("Writes a delivery to the log.");
        String page =
                admin.page("/console/routes/history/" + edit.at("/revision").asLong());
        assertThat(page).contains("console/routes/history/" + before, "class=\"added\"", "admin");

        String back = admin.submit("/console/routes/history/" + before + "/rollback", Map.of());
        assertThat(back).contains("runs again");
        assertThat(folder.resolve(FILE)).doesNotExist();
        assertThat(admin.get("/console/routes/route/channel-note").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhereAnEditIsWrongAndKeepsItOut() throws Exception {
        JsonNode misspelt = draft("check", FILE, NOTE.replace("steps:", "stepz:"));
        assertThat(misspelt.at("/findings/0/line").asInt()).isEqualTo(6);
        assertThat(misspelt.at("/findings/0/fix").asText()).contains("steps");

        String smsc = Files.readString(folder.resolve("channels/sms-smsc.camel.yaml"))
                .replace("constant: smsc", "constant: other");
        JsonNode refused = draft("publish", "channels/sms-smsc.camel.yaml", smsc);
        assertThat(refused.at("/verdict").asText()).isEqualTo("refused");
        assertThat(refused.at("/findings/0/file").asText()).startsWith("tests/");
        assertThat(Files.readString(folder.resolve("channels/sms-smsc.camel.yaml")))
                .contains("constant: smsc");
        assertThat(admin.page("/console/routes/list")).contains("was refused");
        assertThat(admin.page("/console/routes/history")).contains("refused");

        JsonNode report = draft("tests", "channels/sms-smsc.camel.yaml", smsc);
        assertThat(report.at("/failed").asInt()).isPositive();
        assertThat(report.at("/cases").asInt()).isGreaterThan(100);
    }

    @Test
    void aDraftThatOthersOvertookIsTold() throws Exception {
        long base = JSON.readTree(admin.page("/console/routes/files.json"))
                .at("/revision")
                .asLong();
        String path = "channels/overtaken.camel.yaml";
        String text = NOTE.replace("channel-note", "channel-overtaken");
        assertThat(draft("publish", path, text).at("/verdict").asText()).isEqualTo("published");

        ObjectNode mine = JSON.createObjectNode().put("base", base);
        mine.putObject("files").put(path, text + "# mine\n");
        HttpResponse<String> answer = post("publish", mine, admin);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains(path);
        mine = JSON.createObjectNode().put("base", base);
        mine.putObject("files").putNull("channels/of-nobody.camel.yaml");
        assertThat(post("publish", mine, admin).statusCode()).isEqualTo(200);
    }

    @Test
    void aRouteIsMisspeltMendedTestedPublishedAndTakenBackInABrowser() {
        String file = "channels/clicked.camel.yaml";
        try (Browser browser =
                Browser.open(app).login("admin", App.ADMIN_PASSWORD).size(1280, 900)) {
            browser.go("/console/routes/edit")
                    .press("New file")
                    .fill("path", file)
                    .click("#new-dialog .main");
            browser.seeText("#file-name", file);
            browser.write(NOTE.replace("channel-note", "channel-clicked").replace("steps:", "stepz:"));
            browser.seeText("#panel .notice.bad", "Findings: 1").seeText("#panel", file + ":6");
            browser.write(NOTE.replace("channel-note", "channel-clicked")).seeText("#panel", "The rules are met.");
            browser.press("Run all tests").seeText("#panel", "tests pass", Duration.ofSeconds(90));
            browser.press("Publish…").seeText("#publish-body", "Everything passes", Duration.ofSeconds(60));
            assertThat(browser.barriers()).isEmpty();
            browser.click("#publish-now").seeText("#panel .notice.good", "is live", Duration.ofSeconds(60));
            assertThat(folder.resolve(file)).exists();

            browser.go("/console/routes/history").click("tbody tr:nth-child(2) a");
            browser.press("Go back to this").accept().seeText("#notices", "runs again");
            assertThat(folder.resolve(file)).doesNotExist();
            assertThat(browser.barriers()).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aProviderFailsOnPurposeForAWhileAndAnotherTakesOver() {
        try (Browser browser =
                Browser.open(app).login("admin", App.ADMIN_PASSWORD).size(1280, 900)) {
            browser.go("/console/sandbox").choose("#faults [name=provider]", "smsc");
            browser.press("Let it fail").see(".fault-on");
            app.await(
                    app.notify(
                            "{\"recipients\":[{\"phone_number\":\"+79261112233\"}],\"channels\":[\"sms\"],\"message\":\"x\"}"),
                    "sent");
            browser.go("/console/sandbox").seeText("#faults table", "1");
            assertThat(browser.barriers()).isEmpty();
            browser.press("End now").seeText("#notices", "smsc is well again.");
        }
    }

    @Test
    void onlyAdministratorsEdit() throws Exception {
        ConsoleClient editor = new ConsoleClient(app);
        app.bean(Users.class).add("edith", ConsoleClient.hash("a-password-of-edith"), Role.EDITOR);
        editor.login("edith", "a-password-of-edith");

        assertThat(editor.page("/console/routes/edit"))
                .contains("only administrators edit them")
                .doesNotContain("id=\"do-publish\"");
        ObjectNode draft = JSON.createObjectNode();
        draft.putObject("files").put(FILE, NOTE);
        for (String what : new String[] {"check", "tests", "publish"}) {
            assertThat(post(what, draft, editor).statusCode()).as(what).isEqualTo(403);
        }
        assertThat(editor.post("/console/routes/history/1/rollback", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(ConsoleClient.admin(app)
                        .withoutToken()
                        .json("/console/routes/draft/publish", draft.toString())
                        .statusCode())
                .isEqualTo(403);
    }

    private static JsonNode draft(String what, String path, String text) throws Exception {
        ObjectNode draft = JSON.createObjectNode();
        draft.putObject("files").put(path, text);
        HttpResponse<String> answer = post(what, draft, admin);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> post(String what, JsonNode body, ConsoleClient client) {
        client.get("/console/routes/list");
        return client.json("/console/routes/draft/" + what, body.toString());
    }
}
