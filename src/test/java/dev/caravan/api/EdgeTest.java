package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.contract.ApiContract;
import dev.caravan.contract.ApiContract.AnswerExample;
import dev.caravan.contract.ApiContract.Example;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The whole edge on a real port, before routes that give the examples of the API description as their answers. */
@SpringBootTest(
        classes = StubbedApi.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"camel.main.routes-include-pattern=classpath:none/*.yaml", "caravan.max-body-bytes=2000"})
class EdgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MESSAGE = "{\"recipients\": [{\"email\": \"a@example.com\"}], \"message\": \"%s\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private ApiDescription description;

    static List<Example> requestExamples() {
        return ApiContract.CARAVAN.requestExamples();
    }

    static List<AnswerExample> answersToGet() {
        return ApiContract.CARAVAN.answerExamples().stream()
                .filter(example -> example.status() == 200)
                .filter(example -> example.operation().method().equals("GET"))
                .filter(example -> example.mediaType().equals("application/json"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requestExamples")
    void everyRequestExampleReachesItsRoute(Example example) throws Exception {
        String path = concrete(example.operation().path());

        HttpResponse<String> answer = send(request(path)
                .header("Content-Type", example.mediaType())
                .method(example.operation().method(), BodyPublishers.ofString(example.text())));

        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        assertThat(answer.headers().firstValue("X-Operation"))
                .contains(example.operation().id());
        ApiContract.CARAVAN.check(example, path, answer);
    }

    @ParameterizedTest
    @MethodSource("answersToGet")
    void everyPathIsTakenWithAndWithoutItsTrailingSlash(AnswerExample example) throws Exception {
        String path = concrete(example.operation().path());

        for (String spelling : List.of(path, path + "/")) {
            HttpResponse<String> answer = send("GET", spelling, null);

            assertThat(answer.statusCode()).as(spelling).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Operation"))
                    .contains(example.operation().id());
            assertThat(JSON.readTree(answer.body())).isEqualTo(example.body());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api",
                "/api/v1/nothing",
                "/api/v1/notifications/x/y/z",
                "/api/v1/notifications/x/CANCEL",
                "/API/v1/notifications",
                "/problems/nothing",
                "/swagger/nothing.js"
            })
    void anUnknownPathIs404(String path) throws Exception {
        for (String method : List.of("GET", "POST", "DELETE")) {
            HttpResponse<String> answer = send(method, path, method.equals("GET") ? null : "{\"secret\":1}");

            assertThat(answer.statusCode()).as(method + " " + path).isIn(404, 405);
            assertProblem(answer);
        }
        assertThat(send("GET", path, null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /api/v1/notifications | GET, POST",
                "DELETE | /api/v1/notifications/ | GET, POST",
                "POST | /api/v1/templates/welcome | DELETE, GET, PATCH",
                "GET | /api/v1/dead-letters/replay | POST",
                "DELETE | /openapi.json | GET"
            })
    void aMethodThatAPathDoesNotTakeIs405WithThoseItTakes(String method, String path, String allow) throws Exception {
        HttpResponse<String> answer = raw(method + " " + path + " HTTP/1.1", "Content-Length: 0");

        assertProblem(answer, 405);
        assertThat(answer.headers().firstValue("Allow")).contains(allow);
    }

    @Test
    void traceIsRefusedAndShowsNothing() throws Exception {
        HttpResponse<String> answer = raw("TRACE /api/v1/healthcheck HTTP/1.1", "X-API-Key: secret");

        assertProblem(answer, 405);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=windows-1251",
                "application/json; charset=nonsense",
                "nonsense"
            })
    void aBodyOfAnotherTypeIs415(String type) throws Exception {
        assertProblem(post(MESSAGE, "Content-Type", type), 415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=UTF-8",
                "APPLICATION/JSON; charset=\"utf-8\"",
                "application/vnd.shop+json"
            })
    void jsonInUtf8IsTaken(String type) throws Exception {
        assertThat(post(MESSAGE, "Content-Type", type).statusCode()).isEqualTo(202);
    }

    @Test
    void aBodyWithoutATypeIsTakenAsJson() throws Exception {
        assertThat(post(MESSAGE, "X-Nothing", "x").statusCode()).isEqualTo(202);
    }

    @Test
    void aCompressedBodyIs415() throws Exception {
        assertProblem(post(MESSAGE, "Content-Encoding", "gzip"), 415);
    }

    @Test
    void aBodyOverTheLimitIs413WhetherItsLengthIsDeclaredOrNot() throws Exception {
        byte[] body = MESSAGE.formatted("x".repeat(3_000)).getBytes(StandardCharsets.UTF_8);

        assertProblem(send(request("/api/v1/notifications").POST(BodyPublishers.ofByteArray(body))), 413);
        assertProblem(send(request("/api/v1/notifications").POST(chunked(body))), 413);
    }

    @Test
    void aBodyOfExactlyTheLimitIsTakenWhetherItsLengthIsDeclaredOrNot() throws Exception {
        String frame = MESSAGE.formatted("");
        byte[] body = MESSAGE.formatted("x".repeat(2_000 - frame.length())).getBytes(StandardCharsets.UTF_8);

        assertThat(body).hasSize(2_000);
        assertThat(send(request("/api/v1/notifications").POST(BodyPublishers.ofByteArray(body)))
                        .statusCode())
                .isEqualTo(202);
        assertThat(send(request("/api/v1/notifications").POST(chunked(body))).statusCode())
                .isEqualTo(202);
    }

    @Test
    void jsonThatCannotBeReadIs400WithItsPlace() throws Exception {
        HttpResponse<String> answer = send("POST", "/api/v1/notifications", "{\"recipients\":\n [nope]}");

        assertProblem(answer, 400);
        assertThat(JSON.readTree(answer.body()).at("/line").asInt()).isEqualTo(2);
    }

    @Test
    void aFaultOfARouteTellsNothingButAReference() throws Exception {
        HttpResponse<String> answer = send("POST", "/api/v1/notifications", MESSAGE.formatted("boom"));

        assertProblem(answer, 500);
        assertThat(JSON.readTree(answer.body()).at("/reference").asText()).hasSize(36);
        assertThat(answer.headers().map()).doesNotContainKeys("user-agent", "x-state");
    }

    @Test
    void anErrorThatARouteAnswersWithoutAProblemBecomesOne() throws Exception {
        HttpResponse<String> answer = send("POST", "/api/v1/notifications", MESSAGE.formatted("bare 409"));

        assertProblem(answer, 409);
    }

    @Test
    void headIsGetWithoutItsBody() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/healthcheck").method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/templates/a%2fb",
                "/api/v1/templates/a%5Cb",
                "/api/v1/templates/a;x=1",
                "/api/v1/templates/../notifications",
                "/api/v1/templates/%2e%2e/notifications",
                "/api/v1//templates",
                "/api/v1/templates/a%00",
                "/api/v1/templates/%252e%252e",
                "/actuator/health/..;/prometheus"
            })
    void aPathWithMoreThanOneReadingIs400(String path) throws Exception {
        assertProblem(raw("GET " + path + " HTTP/1.1"), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=1&limit=2", "status=%00", "status=%ff", "status=%zz", "limit=x", "limit=0", "limit="})
    void aQueryThatCannotBeReadIs400(String query) throws Exception {
        assertProblem(raw("GET /api/v1/notifications?" + query + " HTTP/1.1"), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/notifications?stauts=sent, stauts",
        "/api/v1/notifications?metadata=1, metadata",
        "/api/v1/notifications?Limit=1, Limit",
        "/api/v1/notifications?limit=201, limit",
        "/api/v1/templates?metadata.a=1, metadata.a",
        "/api/v1/clients?limit=100000, limit",
        "/api/v1/mailings/1?x=, x"
    })
    void whatACanonicalPathDoesNotKnowOfAQueryIs400(String path, String name) throws Exception {
        HttpResponse<String> answer = raw("GET " + path + " HTTP/1.1");

        assertProblem(answer, 400);
        assertThat(JSON.readTree(answer.body()).get("errors").fieldNames())
                .toIterable()
                .containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/notifications?metadata.a=1&metadata.b=2&limit=200",
                "/api/client/?page=2&limit=100000",
                "/api/mailing/1/msg?x=1",
                "/api/notifications/1?x=1",
                "/list?user_id=a&x=1",
                "/api/v1/healthcheck?at=5"
            })
    void thePathsOfTheServicesThatWereReplacedPassOverWhatTheyDoNotKnow(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1").statusCode()).isEqualTo(200);
    }

    @Test
    void aParameterThatIsTrueOrFalseIsNothingElse() throws Exception {
        assertProblem(raw("DELETE /api/v1/clients/1?erase=yes HTTP/1.1", "Content-Length: 0"), 400);
    }

    @Test
    void whatHasNoBodyHasNoTypeEither() throws Exception {
        HttpResponse<String> answer = send("DELETE", "/api/v1/templates/welcome", null);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().map()).doesNotContainKey("content-type");
    }

    @Test
    void aLetterMeansTheSameEncodedOrNot() throws Exception {
        HttpResponse<String> answer = raw("GET /api/v1/%74emplates/%77elcome HTTP/1.1");

        assertThat(answer.headers().firstValue("X-Operation")).contains("getTemplate");
        assertThat(answer.headers().firstValue("X-Slug")).contains("welcome");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/notifi\u0001cations HTTP/1.1",
                "GET /api/v1/{id} HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "G\u0001T / HTTP/1.1",
                "nonsense"
            })
    void whatTomcatCannotReadIsAProblemToo(String requestLine) throws Exception {
        assertProblem(raw(requestLine), 400);
    }

    @Test
    void headersThatAreTooLongAreAProblemToo() throws Exception {
        assertProblem(raw("GET /api/v1/healthcheck HTTP/1.1", "X-Long: " + "x".repeat(70_000)), 400);
    }

    @Test
    void theErrorPageItselfIsNoSecondWayIn() throws Exception {
        assertProblem(send("GET", "/error", null), 404);
    }

    @Test
    void headersOfTheRequestDoNotComeBack() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/notifications/x/y")
                .header("X-API-Key", "secret")
                .header("Content-Type", "text/html")
                .POST(BodyPublishers.ofString("<script>")));

        assertProblem(answer, 404);
        assertThat(answer.headers().map().toString()).doesNotContain("secret", "text/html");
        assertThat(answer.body()).doesNotContain("script");
    }

    @Test
    void theDescriptionIsServedAsItIs() throws Exception {
        assertThat(send("GET", "/openapi.yaml", null).body()).isEqualTo(description.yaml());
        JsonNode json = JSON.readTree(send("GET", "/openapi.json", null).body());
        assertThat(json.at("/paths/~1api~1v1~1healthcheck/get/operationId").asText())
                .isEqualTo("healthcheck");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/docs, swagger-ui-bundle.js",
        "/swagger, swagger-ui-bundle.js",
        "/redoc, redoc.standalone.js",
    })
    void thePagesComeFromHereAlone(String path, String script) throws Exception {
        assertThat(send("GET", path, null).headers().firstValue("Location").orElseThrow())
                .endsWith(path + "/");
        HttpResponse<String> page = send("GET", path + "/", null);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(script).doesNotContain("//");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self'");
        assertThat(send("GET", path + "/" + script, null).statusCode()).isEqualTo(200);
        assertThat(send("GET", path + "/init.js", null).statusCode()).isEqualTo(200);
    }

    @Test
    void theTypeOfEveryProblemLeadsToAnExplanation() throws Exception {
        for (ProblemType type : ProblemType.values()) {
            assertThat(send("GET", type.uri(), null).body()).contains(type.title());
        }
    }

    @Test
    void pagesOfOtherSitesMayNotSendThroughABrowser() throws Exception {
        assertProblem(post(MESSAGE, "Sec-Fetch-Site", "cross-site"), 403);
        assertProblem(post(MESSAGE, "Sec-Fetch-Site", "same-site"), 403);
        assertThat(post(MESSAGE, "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(202);
    }

    private void assertProblem(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertProblem(answer);
    }

    private void assertProblem(HttpResponse<String> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type").orElse("none"))
                .as(answer.body())
                .startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.at("/status").asInt()).isEqualTo(answer.statusCode());
        assertThat(problem.at("/type").asText())
                .isEqualTo(ProblemType.of(answer.statusCode()).uri());
        assertThat(problem.at("/title").asText()).isNotBlank();
        assertThat(problem.at("/detail").asText()).isNotBlank().doesNotContain("Exception", "org.", "java.");
    }

    private HttpResponse<String> post(String body, String header, String value) throws Exception {
        return send(request("/api/v1/notifications").header(header, value).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            return send(request.method(method, BodyPublishers.noBody()));
        }
        return send(request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends what no HTTP client would. */
    private HttpResponse<String> raw(String requestLine, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            StringBuilder request = new StringBuilder(requestLine).append("\r\nHost: localhost\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            request.append("Connection: close\r\n\r\n");
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return RawAnswer.parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static HttpRequest.BodyPublisher chunked(byte[] body) {
        return BodyPublishers.ofInputStream(() -> (InputStream) new java.io.ByteArrayInputStream(body));
    }

    private static String concrete(String path) {
        return path.replace("{id}", "01985c3e-7a10-7c21-9d43-0a8f4be0c1d2").replaceAll("\\{\\w+}", "welcome");
    }
}
