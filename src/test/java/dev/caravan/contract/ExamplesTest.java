package dev.caravan.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.contract.ApiContract.Example;
import dev.caravan.contract.ApiContract.Operation;
import dev.caravan.journey.App;
import dev.caravan.unsubscribe.UnsubscribeLinks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/** The whole of Caravan, sending into its sandbox: what the API description shows works, and nothing else is answered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {

    private static final ApiContract API = ApiContract.CARAVAN;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECEIPT_TOKEN = "a-token-of-the-examples";
    /** An example makes a key: from then on nobody gets in without one. */
    private static final String KEY = "a-key-of-the-examples";

    private static final String UNKNOWN = "01985c3e-7a10-7c21-9d43-0a8f4be0c1d2";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Posted> posted = new ArrayList<>();
    private App caravan;

    @TempDir
    static Path folder;

    private record Posted(Example example, String uri, HttpResponse<String> answer) {}

    @BeforeAll
    void startAndPostEveryExample() throws Exception {
        // One of the examples edits the routes.
        FileSystemUtils.copyRecursively(Path.of("routes"), folder);
        caravan = App.start(Map.of(
                "caravan.routes",
                folder.toString(),
                "caravan.receipts.tokens",
                "probe:" + RECEIPT_TOKEN + ",smsc:" + RECEIPT_TOKEN,
                "caravan.api-keys",
                "examples:" + KEY,
                "caravan.public-url",
                "https://news.example.com"));
        List<Example> examples = new ArrayList<>(API.requestExamples());
        // What makes something comes before what needs it: first of all the template that others name.
        examples.sort(Comparator.comparing(
                        (Example example) -> example.operation().path().contains("{"))
                .thenComparing(example -> !example.operation().id().equals("createTemplate")));
        for (Example example : examples) {
            // Forms are spoken by the providers that have a shape of their own.
            String uri = uri(example.operation())
                    .replace("{provider}", example.mediaType().endsWith("json") ? "probe" : "smsc");
            posted.add(new Posted(
                    example, uri, send(example.operation().method(), uri, example.mediaType(), example.text())));
        }
    }

    @AfterAll
    void stop() {
        if (caravan != null) {
            caravan.close();
        }
    }

    @TestFactory
    List<DynamicTest> everyExampleRunsAsItStands() {
        return posted.stream()
                .map(each -> DynamicTest.dynamicTest(each.example().toString(), () -> {
                    assertThat(each.answer().statusCode())
                            .as(each.answer().body())
                            .isBetween(200, 204);
                    API.check(each.example(), each.uri(), each.answer());
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everythingThatCanBeReadIsAsDescribed() {
        return API.operations().stream()
                .filter(operation -> operation.method().equals("GET"))
                .filter(operation ->
                        !operation.tree().at("/responses/200/content").has("text/event-stream"))
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    String uri = uri(operation);
                    HttpResponse<String> answer = send("GET", uri, null);

                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    API.check("GET", uri, null, answer);
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> whatIsNotThereIs404() {
        return API.operations().stream()
                .filter(operation -> operation.path().contains("{"))
                .flatMap(operation -> List.of(UNKNOWN, "nonsense").stream()
                        .map(id -> DynamicTest.dynamicTest(operation.id() + " " + id, () -> {
                            String uri = operation.path().replaceAll("\\{\\w+}", id);
                            Example body = bodyFor(operation);
                            HttpResponse<String> answer = body == null
                                    ? send(operation.method(), uri, null)
                                    : send(operation.method(), uri, body.mediaType(), body.text());

                            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
                            API.checkAnswer(operation.method(), uri, answer);
                        })))
                .toList();
    }

    @Test
    void whatWasSentShowsItsHistoryAsDescribed() {
        String uri = "/api/v1/notifications/" + idOf("createNotification", "text");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            HttpResponse<String> answer = send("GET", uri, null);
            assertThat(JSON.readTree(answer.body()).at("/status").asText()).isEqualTo("sent");
            API.checkAnswer("GET", uri, answer);
        });
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            HttpResponse<String> caught = send("GET", "/api/v1/sandbox/messages?channel=email", null);
            assertThat(caught.body()).contains("Order 1001 is on its way.");
            API.check("GET", "/api/v1/sandbox/messages?channel=email", null, caught);
        });
    }

    @Test
    void whatIsScheduledCanBeCancelledOnce() throws Exception {
        String uri = "/api/v1/notifications/" + idOf("createNotification", "template") + "/cancel";

        HttpResponse<String> first = send("POST", uri, null);
        HttpResponse<String> second = send("POST", uri, null);

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        API.check("POST", uri, null, first);
        assertThat(second.statusCode()).isEqualTo(409);
        API.check("POST", uri, null, second);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/notifications | {}",
                "/api/v1/notifications | []",
                "/api/v1/notifications | null",
                "/api/v1/notifications | {\"recipients\": 5, \"message\": []}",
                "/api/v1/notifications | {\"recipients\": [5, null], \"message\": \"x\"}",
                "/api/v1/notifications | {\"recipients\": [{\"email\": \"a@example.com\"}], \"sheduled_at\": 1}",
                "/api/v1/notifications | {\"recipients\": [{\"email\": \"a@example.com\"}], \"message\": \"\\u0000\"}",
                "/api/v1/notifications | {\"recipient_list\": 5}",
                "/api/v1/notifications | {\"recipient_list\": [{}], \"content\": \"x\"}",
                "/api/v1/notifications | {\"recipient_list\": [\"a@example.com\"]}",
                "/api/v1/notifications?template_slug=welcome | {\"recipient_list\": [\"a@example.com\"], \"context\":"
                        + " 5}",
                "/api/notifications | {}",
                "/api/notifications | []",
                "/api/notifications | {\"channel\": {}, \"recipient\": [], \"message\": \"x\"}",
                "/api/notifications | {\"channel\": \"pigeon\", \"recipient\": \"x\", \"message\": \"x\"}",
                "/api/notifications | {\"recipients\": \"x\", \"message\": \"x\"}",
                "/api/notifications | {\"recipients\": [{\"phone_number\": \"nonsense\"}], \"message\": \"x\"}",
                "/api/v1/templates | {}",
                "/api/v1/templates | 5",
                "/api/v1/templates | {\"name\": \"x\", \"slug\": \"a b\", \"content\": \"x\"}",
                "/api/v1/templates | {\"name\": \"x\", \"slug\": \"broken\", \"content\": \"<#if\"}",
                "/api/v1/template-preview | {}",
                "/api/v1/template-preview | []",
                "/api/v1/template-preview | {\"content\": \"${a\", \"context\": 5}",
                "/api/v1/template-preview | {\"content\": \"a\\n${b}\", \"nonsense\": 1}",
                "/api/v1/templates/welcome/restore | {}",
                "/api/v1/templates/welcome/restore | []",
                "/api/v1/templates/welcome/restore | {\"version\": \"x\", \"nonsense\": 1}",
                "/api/v1/mailings/audience | []",
                "/api/v1/mailings/audience | {\"tags\": 5, \"operators\": [{\"code\": \"nobody\"}], \"x\": 1}",
                "/api/v1/webhooks | {}",
                "/api/v1/webhooks | []",
                "/api/v1/webhooks | {\"url\": 5}",
                "/api/v1/webhooks | {\"url\": \"https://127.0.0.1/\"}",
                "/api/v1/webhooks | {\"url\": \"http://example.com/\"}",
                "/api/v1/webhooks | {\"url\": \"https://example.com/\", \"events\": []}",
                "/api/v1/webhooks | {\"url\": \"https://example.com/\", \"events\": {\"a\": 1}, \"enabled\": 1}",
                "/api/v1/webhooks | {\"url\": \"https://example.com/\", \"secret\": \"whsec_x\"}",
                "/api/v1/suppressions | {}",
                "/api/v1/suppressions | []",
                "/api/v1/suppressions | {\"channel\": \"fax\", \"address\": \"x\"}",
                "/api/v1/suppressions | {\"channel\": \"email\", \"address\": \"x\", \"reason\": 5, \"until\": 1}",
                "/api/v1/suppressions | {\"channel\": \"sms\", \"address\": \"+79991234567\", \"scope\": \"some\"}",
                "/api/v1/receipts/probe | {}",
                "/api/v1/receipts/probe | 5",
                "/api/v1/receipts/probe | [{\"status\": \"delivered\"}, 5]",
                "/api/v1/receipts/probe | {\"delivery_id\": \"x\", \"status\": \"lost\", \"when\": 1}",
                "/create | {}",
                "/create | []",
                "/create | {\"user_id\": \"x\", \"key\": \"new_post\"}",
                "/create | {\"user_id\": \"638f394d4b7243fe0399fd67\", \"key\": \"nonsense\", \"data\": 5}",
                "/api/v1/periodic-tasks | {}",
                "/api/v1/periodic-tasks | []",
                "/api/v1/periodic-tasks | {\"name\": \"x\", \"task_id\": \"send_email\", \"template_id\":"
                        + " \"welcome\", \"crontab_schedule\": \"x\"}",
                "/api/v1/api-keys | {}",
                "/api/v1/api-keys | []",
                "/api/v1/api-keys | {\"name\": \"console:anna\", \"scopes\": [\"fly\", 5]}",
                "/api/v1/api-keys | {\"name\": \"x\", \"scopes\": [\"send\"], \"requests_per_minute\": 0}",
                "/api/v1/api-keys | {\"name\": 5, \"scopes\": {}, \"key\": \"mine\"}",
                "/api/v1/explain | {}",
                "/api/v1/explain | []",
                "/api/v1/explain | {\"recipients\": [{}], \"message\": 5, \"nonsense\": 1}",
                "/api/v1/explain | {\"channel\": \"fax\", \"recipient\": \"x\", \"message\": \"x\"}",
                "/api/v1/explain | {\"user_id\": \"x\", \"key\": \"nonsense\"}",
                "/api/v1/explain | {\"start_datetime\": \"x\", \"end_datetime\": 5}",
                "/api/v1/explain | {\"phone_number\": \"79991234567\"}",
                "/api/v1/routes/check | {\"nonsense\": 1}",
                "/api/v1/routes/check | []",
                "/api/v1/routes/check | {\"files\": {\"../x.sql\": \"\", \"a.txt\": 5}, \"level\": \"rules\"}",
                "/api/v1/routes/check | {\"files\": {}, \"level\": \"some\"}",
                "/api/v1/routes/publish | {}",
                "/api/v1/routes/publish | {\"files\": {\"a.sql\": 5}, \"base\": \"x\", \"level\": 1}",
                "/api/v1/routes/publish | {\"files\": {\"a.sql\": null}, \"base\": 987654321}",
                "/api/v1/routes/tests | {\"files\": 5}",
                "/api/v1/legacy-messages | {}",
                "/api/v1/legacy-messages | {\"body\": 5, \"replaces\": [], \"more\": 1}",
                "/api/v1/sandbox/faults | {}",
                "/api/v1/sandbox/faults | {\"provider\": \"fax\", \"behaviour\": \"garbage\", \"seconds\": 5}",
                "/api/v1/sandbox/faults | {\"provider\": \"smsc\", \"behaviour\": \"angry\", \"seconds\": -1}",
                "/api/v1/schedule-preview | {}",
                "/api/v1/schedule-preview | {\"crontab_schedule\": \"x\", \"timezone\": \"Mars/Base\", \"more\": 1}",
                "/api/v1/dead-letters/discard | {\"limit\": \"x\"}",
                "/api/v1/dead-letters/replay | {\"limit\": \"x\"}",
                "/api/v1/dead-letters/replay | {\"nonsense\": 1}"
            })
    void whatIsNotValidIs400AsDescribed(String uri, String body) throws Exception {
        HttpResponse<String> answer = send("POST", uri, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        API.checkAnswer("POST", uri, answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/notifications?limit=x",
        "/api/v1/notifications?limit=0",
        "/api/v1/notifications?status=lost",
        "/api/v1/notifications?created_from=yesterday",
        "/api/v1/notifications?cursor=nonsense",
        "/api/v1/dead-letters?limit=-1",
        "/api/v1/webhooks?cursor=nonsense",
        "/api/v1/webhooks/deliveries?status=lost",
        "/api/v1/webhooks/deliveries?notification_id=nonsense",
        "/api/v1/suppressions?reason=bored",
        "/api/v1/suppressions?cursor=x",
        "/api/v1/periodic-tasks?cursor=nonsense",
        "/api/v1/mailings?start_from=yesterday",
        "/api/v1/api-keys?cursor=nonsense",
        "/api/v1/audit?created_from=yesterday",
        "/api/v1/audit?cursor=x",
        "/list?user_id=",
        "/list?user_id=a&limit=201",
        "/api/v1/sandbox/messages?limit=x"
    })
    void aFilterThatCannotBeReadIs400AsDescribed(String uri) throws Exception {
        HttpResponse<String> answer = send("GET", uri, null);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        API.checkAnswer("GET", uri, answer);
    }

    private String idOf(String operation, String example) {
        return posted.stream()
                .filter(each -> each.example().operation().id().equals(operation)
                        && each.example().name().equals(example))
                .map(ExamplesTest::id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no example " + operation + ": " + example));
    }

    private static String id(Posted posted) {
        try {
            return JSON.readTree(posted.answer().body()).path("id").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The path with what the first example made there, and with the parameters that must be given. */
    private String uri(Operation operation) {
        String path = operation.path();
        if (path.contains("{id}")) {
            String where = path.substring(0, path.indexOf("/{id}"));
            String id = posted.stream()
                    .filter(each -> each.uri().equals(where))
                    .map(ExamplesTest::id)
                    .filter(made -> !made.isEmpty())
                    .findFirst()
                    .orElseGet(() -> operation.method().equals("GET") ? firstOf(where) : UNKNOWN);
            path = path.replace("{id}", id);
        }
        List<String> required = new ArrayList<>();
        operation.tree().path("parameters").forEach(reference -> {
            JsonNode parameter = API.resolve(reference);
            if (parameter.path("in").asText().equals("query")
                    && parameter.path("required").asBoolean()) {
                required.add(parameter.get("name").asText() + "="
                        + parameter.path("example").asText());
            }
        });
        if (path.contains("{token}")) {
            String link = caravan.bean(UnsubscribeLinks.class).url("email", "anna@example.com", 1);
            path = path.replace("{token}", link.substring(link.lastIndexOf('/') + 1));
        }
        // The first revision of the routes is the one that it started with.
        return path.replace("{slug}", "welcome").replace("{revision}", "1")
                + (required.isEmpty() ? "" : "?" + String.join("&", required));
    }

    /** What nobody posts comes about by itself. */
    private String firstOf(String list) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> JSON.readTree(send("GET", list, null).body()).at("/items/0/id"), id -> !id.isMissingNode())
                .asText();
    }

    private static @Nullable Example bodyFor(Operation operation) {
        return API.requestExamples().stream()
                .filter(example -> example.operation().equals(operation))
                .findFirst()
                .orElse(null);
    }

    private HttpResponse<String> send(String method, String uri, @Nullable String body) throws Exception {
        return send(method, uri, "application/json", body);
    }

    private HttpResponse<String> send(String method, String uri, String mediaType, @Nullable String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(caravan.url() + uri))
                .timeout(Duration.ofSeconds(60))
                .header("X-Receipt-Token", RECEIPT_TOKEN)
                .header("X-API-Key", KEY)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", mediaType);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
