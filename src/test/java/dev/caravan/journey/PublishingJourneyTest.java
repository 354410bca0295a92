package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.FileSystemUtils;

/** Route files are edited while the application runs. */
@Execution(ExecutionMode.SAME_THREAD)
class PublishingJourneyTest {

    @TempDir
    static Path folder;

    private static App app;

    @BeforeAll
    static void start() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        app = App.start(Map.of(
                "caravan.routes", folder.toString(),
                "caravan.retry.backoff", "300ms",
                "caravan.retry.attempts", "20",
                "caravan.publishing.look-every", "100ms",
                "caravan.publishing.failures", "3"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    /** Each test begins with the files as they are shipped, and live. */
    @BeforeEach
    void restore() throws IOException {
        Map<Path, String> shipped = texts(Path.of("routes"));
        Map<Path, String> now = texts(folder);
        for (Path file : now.keySet()) {
            if (!shipped.containsKey(file)) {
                Files.delete(folder.resolve(file));
            }
        }
        for (Map.Entry<Path, String> file : shipped.entrySet()) {
            if (!file.getValue().equals(now.get(file.getKey()))) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        }
        Awaitility.await("the routes as they are shipped")
                .atMost(Duration.ofSeconds(60))
                .until(() -> runs(shipped));
        seen = app.get("/api/v1/routes/revisions?limit=1")
                .json()
                .at("/items/0/revision")
                .asLong();
    }

    private static boolean runs(Map<Path, String> expected) {
        JsonNode files = app.get(
                        "/api/v1/routes/revisions/" + routes().get("revision").asLong())
                .json()
                .get("files");
        return files.properties().stream()
                        .allMatch(file -> file.getValue().asText().equals(expected.get(Path.of(file.getKey()))))
                && files.size()
                        == expected.keySet().stream()
                                .filter(path -> !path.endsWith("README.md"))
                                .count();
    }

    @Test
    void anEditInPlaceIsLiveWithoutARestart() throws IOException {
        JsonNode before = route("channel-email");
        JsonNode other = route("channel-sms");

        edit("channels/email.camel.yaml", "Sends a delivery as an e-mail over SMTP.", "Sends it by mail.");

        JsonNode after = awaitRoute("channel-email", "Sends it by mail.");
        assertThat(after.get("revision").asLong())
                .isGreaterThan(before.get("revision").asLong());
        assertThat(route("channel-sms").get("revision")).isEqualTo(other.get("revision"));
        app.await(app.notify(to("in-place@example.com")), "sent");
        assertThat(app.caught("in-place@example.com")).hasSize(1);
    }

    @Test
    void aFileThatIsWrittenBesideAndRenamedIsAnEditToo() throws IOException {
        String text = Files.readString(folder.resolve("channels/email.camel.yaml"));
        Path draft = Files.writeString(
                folder.resolve("channels/email.camel.yaml.tmp"), text.replace("as an e-mail", "as a letter"));
        Files.move(
                draft,
                folder.resolve("channels/email.camel.yaml"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);

        awaitRoute("channel-email", "Sends a delivery as a letter over SMTP.");
        app.await(app.notify(to("renamed@example.com")), "sent");
    }

    @Test
    void aNewFileIsANewPolicyAndItGoesWithItsFile() throws IOException {
        Path file = folder.resolve("3-deliver/policy-mail-only.camel.yaml");
        Files.writeString(file, """
                - route:
                    id: policy-mail-only
                    description: By mail, or not at all.
                    from:
                      uri: direct:policy-mail-only
                      steps:
                        - to: {uri: direct:channel-email}
                """);
        awaitEdit("published");

        String body =
                "{\"recipients\":[{\"email\":\"policy@example.com\"}],\"policy\":\"mail-only\",\"message\":\"x\"}";
        app.await(app.notify(body), "sent");
        Files.delete(file);
        awaitEdit("published");
        assertThat(app.post("/api/v1/notifications", body).status()).isEqualTo(400);
    }

    @Test
    void workersDialectsAndErrorPoliciesAreSwappedAsWell() throws IOException {
        edit("3-deliver/deliver-default.camel.yaml", "Delivers the parcels", "Now delivers the parcels");
        edit("1-intake/dialect-single.camel.yaml", "status: \"queued\"", "status: \"QUEUED\"");
        edit("policies.camel.yaml", "Answers a failed request with problem+json.", "Answers with problem+json.");

        awaitRoute("deliver-default", "Now delivers the parcels of the queue default.");
        App.Answer answer = app.post(
                "/api/notifications",
                "{\"channel\":\"email\",\"recipient\":\"swapped@example.com\",\"message\":\"x\"}");
        assertThat(answer.json().get("status").asText()).isEqualTo("QUEUED");
        app.await(answer.json().get("id").asText(), "sent");
        assertThat(app.post("/api/v1/notifications", "{}").status()).isEqualTo(400);
        assertThat(app.caught("swapped@example.com")).hasSize(1);
    }

    @Test
    void aNewOperationIsServedAtOnce() throws IOException {
        edit("openapi.yaml", "  /api/v1/routes/graph:", """
                .  /api/v1/hello:
                .    get:
                .      operationId: sayHello
                .      summary: Says hello
                .      x-scope: none
                .      parameters:
                .        - {name: whom, in: query, schema: {type: string}}
                .      responses:
                .        "200":
                .          description: Hello.
                .  /api/v1/routes/graph:""".replaceAll("(?m)^\\.", ""));
        Files.writeString(folder.resolve("1-intake/sayHello.camel.yaml"), """
                - route:
                    id: sayHello
                    description: Says hello.
                    from:
                      uri: direct:sayHello
                      steps:
                        - setBody: {simple: "hello ${header.whom}"}
                """);
        awaitEdit("published");

        assertThat(app.get("/api/v1/hello?whom=you").text()).isEqualTo("hello you");
        assertThat(app.get("/api/v1/routes").status()).isEqualTo(200);
    }

    @Test
    void aBadEditIsRefusedAndTheOldOneServesOn() throws IOException {
        long running = routes().get("revision").asLong();
        edit("channels/email.camel.yaml", "javaMailSender:", "javaMailSendr:");

        JsonNode refused = awaitEdit("refused");

        JsonNode finding = refused.get("findings").get(0);
        assertThat(finding.get("file").asText()).isEqualTo("channels/email.camel.yaml");
        assertThat(finding.get("line").asInt()).isEqualTo(18);
        assertThat(finding.get("reason").asText()).contains("javaMailSendr");
        assertThat(routes().get("revision").asLong()).isEqualTo(running);
        app.await(app.notify(to("bad-edit@example.com")), "sent");
    }

    @Test
    void anEditThatPassesAndThenFailsIsTakenBackByItself() throws IOException {
        Path email = folder.resolve("channels/email.camel.yaml");
        String good = Files.readString(email);
        edit("channels/email.camel.yaml", "      steps:\n", """
                      steps:
                        - filter:
                            simple: "${body} contains 'what no route test says'"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: not what its author meant
                """);
        long bad = awaitEdit("published").get("revision").asLong();

        List<String> accepted = Stream.of("1", "2", "3", "4")
                .map(n -> app.notify(
                        to("taken-back-" + n + "@example.com").replace("\"x\"", "\"what no route test says\"")))
                .toList();

        JsonNode edit = awaitEdit("rolled_back");
        assertThat(edit.get("revision").asLong()).isEqualTo(bad);
        assertThat(edit.at("/findings/0/file").asText()).isEqualTo("channels/email.camel.yaml");
        assertThat(edit.at("/findings/0/reason").asText()).contains("runs of the route channel-email failed");
        assertThat(Files.readString(email)).isEqualTo(good);
        accepted.forEach(id -> app.await(id, "sent"));
        assertThat(app.get("/api/v1/routes/revisions/" + bad)
                        .json()
                        .get("verdict")
                        .asText())
                .isEqualTo("rolled_back");
    }

    @Test
    void anEarlierRevisionIsOneRequestAway() throws IOException {
        long first = routes().get("revision").asLong();
        edit("channels/email.camel.yaml", "Sends a delivery as an e-mail", "Sends a delivery as a postcard");
        long second = awaitEdit("published").get("revision").asLong();

        JsonNode diff = app.get("/api/v1/routes/revisions/" + second + "/diff").json();
        assertThat(diff.get("against").asLong()).isEqualTo(first);
        assertThat(diff.get("diff").asText())
                .contains("-    description: Sends a delivery as an e-mail over SMTP.")
                .contains("+    description: Sends a delivery as a postcard over SMTP.");
        App.Answer back = app.post("/api/v1/routes/revisions/" + first + "/rollback", "");
        assertThat(back.status()).isEqualTo(200);

        assertThat(route("channel-email").get("description").asText())
                .isEqualTo("Sends a delivery as an e-mail over SMTP.");
        assertThat(Files.readString(folder.resolve("channels/email.camel.yaml")))
                .contains("as an e-mail");
        JsonNode history = app.get("/api/v1/routes/revisions?limit=2").json().get("items");
        assertThat(history.get(0).get("revision")).isEqualTo(back.json().get("revision"));
        assertThat(history.get(1).get("author").asText()).isEqualTo("files");
        assertThat(app.get("/api/v1/routes/revisions/" + second)
                        .json()
                        .get("files")
                        .get("channels/email.camel.yaml")
                        .asText())
                .contains("postcard");
    }

    @Test
    void whatWasEditedIsListedAsBefore() throws IOException {
        edit("channels/email.camel.yaml", "Sends a delivery as an e-mail", "Sends a delivery as a leaflet");
        edit("tasks/task-send_email.camel.yaml", "Sends the template", "Now sends the template");
        awaitRoute("channel-email", "Sends a delivery as a leaflet over SMTP.");

        JsonNode channels = app.get("/api/v1/channels").json().get("items");
        assertThat(channels.findValuesAsText("name")).contains("email", "sms", "telegram", "inbox");
        assertThat(channels.findValuesAsText("description")).contains("Sends a delivery as a leaflet over SMTP.");
        assertThat(channels.findValuesAsText("health")).doesNotContain("down");
        Awaitility.await()
                .untilAsserted(() -> assertThat(app.get("/api/v1/tasks").text())
                        .contains("Now sends the template of a periodic task"));
    }

    @Test
    void aRefusedEditChangesNothingOfWhatIsListed() throws IOException {
        edit("channels/email.camel.yaml", "    routeConfigurationId: channel\n", "    routeConfigurationId: nosuch\n");
        awaitEdit("refused");

        JsonNode email = StreamSupport.stream(
                        app.get("/api/v1/channels").json().get("items").spliterator(), false)
                .filter(channel -> channel.get("name").asText().equals("email"))
                .findFirst()
                .orElseThrow();
        assertThat(email.get("parts").toString()).isEqualTo("[\"text\",\"subject\",\"html\"]");
        assertThat(email.get("health").asText()).isEqualTo("up");
    }

    private static String to(String address) {
        return "{\"recipients\":[{\"email\":\"" + address + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}";
    }

    private static JsonNode routes() {
        return app.get("/api/v1/routes").json();
    }

    private static JsonNode route(String id) {
        return StreamSupport.stream(routes().get("items").spliterator(), false)
                .filter(route -> route.get("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode awaitRoute(String id, String description) {
        return Awaitility.await(id)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> route(id),
                        route -> route.get("description").asText().equals(description));
    }

    /** What became of an edit since the test began, or since this was asked last. */
    private static JsonNode awaitEdit(String verdict) {
        JsonNode edit = Awaitility.await(verdict)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> routes().get("latest_edit"),
                        shown -> shown.path("verdict").asText().equals(verdict)
                                && (verdict.equals("rolled_back")
                                        || shown.get("revision").asLong() > seen));
        seen = edit.get("revision").asLong();
        return edit;
    }

    /** The highest number of a revision that a test knows of. */
    private static long seen;

    private static void edit(String file, String from, String to) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private static Map<Path, String> texts(Path root) throws IOException {
        Map<Path, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(root.relativize(file), Files.readString(file));
            }
        }
        return texts;
    }
}
