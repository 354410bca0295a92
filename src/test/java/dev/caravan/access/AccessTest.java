package dev.caravan.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.StubbedApi;
import dev.caravan.contract.ApiContract;
import dev.caravan.contract.ApiContract.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        classes = StubbedApi.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "camel.main.routes-include-pattern=classpath:none/*.yaml",
            "caravan.api-keys=shop:key-send:send,report:key-read:read,deploy:key-manage:manage,engineer:key-routes:routes,"
                    + "security:key-admin:admin,boss:key-all"
        })
class AccessTest {

    private static final Map<String, String> KEYS = Map.of(
            "send",
            "key-send",
            "read",
            "key-read",
            "manage",
            "key-manage",
            "routes",
            "key-routes",
            "admin",
            "key-admin");

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    static List<Operation> operations() {
        return ApiContract.CARAVAN.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationIsServedToTheScopeItNamesAndToNoOther(Operation operation) throws Exception {
        String needed = operation.tree().path("x-scope").asText();
        if (needed.equals("none")) {
            assertThat(call(operation, null).statusCode()).isEqualTo(200);
            return;
        }
        assertThat(call(operation, null).statusCode()).isEqualTo(401);
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            HttpResponse<String> answer = call(operation, key.getValue());
            if (key.getKey().equals(needed)) {
                assertThat(answer.statusCode()).as(key.getKey()).isBetween(200, 204);
            } else {
                assertThat(answer.statusCode()).as(key.getKey()).isEqualTo(403);
                ApiContract.CARAVAN.checkAnswer(operation.method(), concrete(operation), answer);
            }
        }
        assertThat(call(operation, "key-all").statusCode()).isBetween(200, 204);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/templates, manage",
        "PATCH, /api/v1/templates/welcome, manage",
        "DELETE, /api/v1/templates/welcome, manage",
        "POST, /api/v1/notifications, send",
        "POST, /api/notifications, send",
        "POST, /api/v1/notifications/x/retry, send",
        "POST, /api/v1/notifications/x/cancel, send",
        "GET, /api/v1/notifications, read",
        "GET, /actuator/prometheus, read",
        "GET, /api/v1/anything/else, read",
        "DELETE, /api/v1/anything/else, manage",
        "GET, /api/v1/api-keys, admin",
        "POST, /api/v1/api-keys, admin",
        "PATCH, /api/v1/api-keys/x, admin",
        "POST, /api/v1/api-keys/x/revoke, admin",
        "GET, /api/v1/audit, admin"
    })
    void scopesAreWhatTheDocumentationSays(String method, String path, String scope) throws Exception {
        assertThat(send(request(path).method(method, BodyPublishers.noBody())).statusCode())
                .isEqualTo(401);
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            int status = send(request(path)
                            .method(method, BodyPublishers.noBody())
                            .header("X-API-Key", key.getValue()))
                    .statusCode();
            if (key.getKey().equals(scope)) {
                assertThat(status).as(key.getKey()).isNotIn(401, 403);
            } else {
                assertThat(status).as(key.getKey()).isEqualTo(403);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/healthcheck",
                "/api/v1/healthcheck/",
                "/openapi.json",
                "/openapi.yaml",
                "/swagger/",
                "/redoc/",
                "/api/docs/",
                "/actuator/health",
                "/problems/unauthorized"
            })
    void healthAndDocumentationNeedNoKey(String path) throws Exception {
        assertThat(send(request(path)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/healthy",
                "/actuator/health/../prometheus",
                "/actuator/health/%2e%2e/prometheus",
                "/actuator/health/..%2fprometheus",
                "/actuator/health;/../prometheus",
                "/swagger/..;/actuator/prometheus",
                "/swagger//../actuator/prometheus",
                "/%61ctuator/prometheus",
                "/actuator/prometheus/",
                "/API/v1/notifications",
                "/api/v1/healthcheck/x"
            })
    void noSpellingOfAPathGetsPastTheGate(String path) throws Exception {
        HttpResponse<String> answer = send(request(path));

        assertThat(answer.statusCode()).isIn(400, 401);
        assertThat(answer.body()).doesNotContain("jvm_", "_links");
    }

    @Test
    void aKeyIsTakenFromEitherHeader() throws Exception {
        HttpRequest.Builder bearer = request("/api/v1/notifications").header("Authorization", "bearer key-read");
        HttpRequest.Builder header = request("/api/v1/notifications").header("X-API-Key", "key-read");

        assertThat(send(bearer).statusCode()).isEqualTo(200);
        assertThat(send(header).statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongKeyIs401AndTheChallengeSaysWhy() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/notifications").header("Authorization", "Bearer key-rea"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer")
                .contains("invalid_token")
                .doesNotContain("Basic");
        ApiContract.CARAVAN.checkAnswer("GET", "/api/v1/notifications", answer);
    }

    @Test
    void aBrowserIsAskedForTheKeyAsAPasswordAndOtherSitesCannotUseIt() throws Exception {
        String basic = "Basic " + Base64.getEncoder().encodeToString("me:key-all".getBytes(StandardCharsets.UTF_8));

        assertThat(send(request("/actuator/prometheus"))
                        .headers()
                        .firstValue("WWW-Authenticate")
                        .orElseThrow())
                .contains("Basic");
        assertThat(send(request("/api/v1/notifications").header("Authorization", basic))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(request("/api/v1/notifications")
                                .header("Authorization", basic)
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(request("/api/v1/anything/clear")
                                .header("Authorization", basic)
                                .header("Sec-Fetch-Site", "same-origin")
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRouteKnowsTheNameOfTheKey() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/notifications").header("X-API-Key", "key-read"));

        assertThat(answer.headers().firstValue("X-Caller")).contains("report");
    }

    private HttpResponse<String> call(Operation operation, String key) throws Exception {
        HttpRequest.Builder request = request(concrete(operation))
                .method(
                        operation.method(),
                        operation.tree().has("requestBody") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String concrete(Operation operation) {
        return operation
                .path()
                .replace("{id}", "01985c3e-7a10-7c21-9d43-0a8f4be0c1d2")
                .replaceAll("\\{\\w+}", "welcome");
    }
}
