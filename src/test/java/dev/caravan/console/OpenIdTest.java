package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.account.Users;
import dev.caravan.journey.App;
import dev.caravan.journey.App.Answer;
import dev.caravan.journey.Ports;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People and programs that come by an OpenID provider, a real one, which begins by being away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenIdTest {

    private final int port = Ports.free();
    private App app;
    private ConfigurableApplicationContext provider;

    @BeforeAll
    void startCaravanWhileTheProviderIsAway() {
        int own = Ports.free();
        app = App.start(Map.of(
                "server.port",
                String.valueOf(own),
                // Not the loopback address: that it starts without a key is part of what is tested.
                "server.address",
                "0.0.0.0",
                "CARAVAN_OIDC_ISSUER",
                OpenIdProvider.issuer(port),
                "CARAVAN_OIDC_CLIENT_ID",
                OpenIdProvider.CLIENT,
                "CARAVAN_OIDC_CLIENT_SECRET",
                OpenIdProvider.SECRET,
                "CARAVAN_OIDC_ROLE_CLAIM",
                "realm_access.roles"));
    }

    @AfterAll
    void stop() {
        if (app != null) {
            app.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @Test
    @Order(1)
    void aProviderThatIsAwayStopsNeitherTheStartNorThePasswords() {
        Browser browser = new Browser();
        HttpResponse<String> answer = browser.get(app.url() + "/console/oidc/start/oidc");

        assertThat(answer.uri()).hasToString(app.url() + "/console/login?away");
        assertThat(answer.body()).contains("The OpenID provider cannot be reached just now.");
        assertThat(new Browser()
                        .get(app.url() + "/console/oidc/callback?code=x&state=y")
                        .uri()
                        .toString())
                .endsWith("/console/login?failed");
        ConsoleClient.admin(app).page("/console");
        Answer token = app.send("GET", "/api/v1/channels", "", "Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln");
        assertThat(token.status()).isEqualTo(503);
        assertThat(token.raw().headers().firstValue("Retry-After")).isPresent();
        assertThat(app.get("/api/v1/channels").status()).isEqualTo(401);

        provider = OpenIdProvider.start(port, app.url() + "/console/oidc/callback");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> new Browser().get(app.url() + "/console/oidc/start/oidc"),
                        page -> page.uri().getPort() == port);
    }

    @Test
    @Order(2)
    void whoeverIsNewWaitsForARole() {
        OpenIdProvider.says("subject-of-anna", Map.of("preferred_username", "anna"));
        Browser browser = new Browser();

        HttpResponse<String> first = browser.loginBy("subject-of-anna");
        assertThat(first.uri().toString()).endsWith("/console/login?waiting");
        assertThat(first.body()).contains("Ask an administrator for one");
        assertThat(browser.get(app.url() + "/console").uri().toString()).endsWith("/console/login");

        ConsoleClient admin = ConsoleClient.admin(app);
        assertThat(admin.page("/console/access")).contains("anna").contains("waits for a role");
        admin.submit("/console/access/users/" + id("anna") + "/role", Map.of("role", "operator"));

        HttpResponse<String> second = new Browser().loginBy("subject-of-anna");
        assertThat(second.uri()).hasToString(app.url() + "/console");
        assertThat(second.body()).contains("anna").contains("Operator");
    }

    @Test
    @Order(3)
    void theFirstLoginTakesTheRoleOfTheClaimAndAdministratorsKeepIt() {
        OpenIdProvider.says(
                "subject-of-edith",
                Map.of(
                        "preferred_username",
                        "edith",
                        "realm_access",
                        Map.of("roles", List.of("viewer", "editor", "x"))));
        assertThat(new Browser().loginBy("subject-of-edith").body()).contains("Editor");

        admin().submit("/console/access/users/" + id("edith") + "/role", Map.of("role", "viewer"));
        assertThat(new Browser().loginBy("subject-of-edith").body()).contains("Viewer");
    }

    @Test
    @Order(4)
    void whoIsExpectedIsKnownByAVerifiedAddressAndByNothingElse() {
        ConsoleClient admin = admin();
        assertThat(admin.submit(
                        "/console/access/users",
                        Map.of("name", "Zoe", "role", "editor", "login", "oidc", "expected", "zoe@example.com")))
                .contains("expected as zoe@example.com");

        OpenIdProvider.says("mallory", Map.of("preferred_username", "Zoe", "email", "zoe@example.com"));
        assertThat(new Browser().loginBy("mallory").uri().toString()).endsWith("/console/login?waiting");
        OpenIdProvider.says("subject-of-zoe", Map.of("email", "zoe@example.com", "email_verified", true));
        assertThat(new Browser().loginBy("subject-of-zoe").body())
                .contains("Zoe")
                .contains("Editor");
        // Somebody else who has the address later is somebody else.
        OpenIdProvider.says("later", Map.of("email", "zoe@example.com", "email_verified", true));
        assertThat(new Browser().loginBy("later").uri().toString()).endsWith("/console/login?waiting");
        assertThat(new ConsoleClient(app)
                        .login("Zoe", "")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("?wrong");
    }

    @Test
    @Order(5)
    void whoIsSwitchedOffStaysOutAndIsOutAtOnce() {
        OpenIdProvider.says(
                "subject-of-olga", Map.of("preferred_username", "olga", "realm_access", Map.of("roles", "operator")));
        Browser browser = new Browser();
        assertThat(browser.loginBy("subject-of-olga").body()).contains("Operator");

        admin().submit("/console/access/users/" + id("olga") + "/disable", Map.of());
        assertThat(browser.get(app.url() + "/console").uri().toString()).endsWith("/console/login");
        assertThat(new Browser().loginBy("subject-of-olga").uri().toString()).endsWith("/console/login?disabled");
    }

    @Test
    @Order(6)
    void theSessionAfterALoginIsAnotherOneAndHoldsNothingOfTheProvider() {
        OpenIdProvider.says(
                "subject-of-vera", Map.of("preferred_username", "vera", "realm_access", Map.of("roles", "viewer")));
        Browser browser = new Browser();
        browser.get(app.url() + "/console/oidc/start/oidc");
        String before = browser.cookie("caravan_session");
        HttpResponse<String> after = browser.enter("subject-of-vera");

        assertThat(after.uri()).hasToString(app.url() + "/console");
        assertThat(browser.cookie("caravan_session")).isNotBlank().isNotEqualTo(before);
        assertThat(app.bean(JdbcClient.class)
                        .sql("select attribute_name from console_sessions_attributes a join console_sessions s"
                                + " on s.primary_id = a.session_primary_id where principal_name = 'vera'")
                        .query(String.class)
                        .list())
                .contains("SPRING_SECURITY_CONTEXT", "caravan.address")
                .noneMatch(name -> name.contains("AuthorizedClient") || name.contains("AUTHORIZATION_REQUEST"));
    }

    @Test
    @Order(7)
    void anAnswerThatNobodyAskedForIsRefused() {
        assertThat(new Browser()
                        .get(app.url() + "/console/oidc/callback?code=x&state=forged")
                        .uri()
                        .toString())
                .endsWith("/console/login?failed");
    }

    @Test
    @Order(8)
    void aTokenMeantForCaravanIsAKeyOfTheApi() throws Exception {
        String token = token("robot", "read caravan:send");
        Answer read = bearer("GET", "/api/v1/notifications", token);
        assertThat(read.status()).as(read.text()).isEqualTo(200);
        Answer change = bearer("POST", "/api/v1/templates", token);
        assertThat(change.status()).isEqualTo(403);
        assertThat(change.text()).contains("manage");
        assertThat(bearer("GET", "/api/v1/notifications", token("robot", "caravan:send"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @Order(9)
    void anyOtherTokenIsNone() throws Exception {
        Answer stranger = bearer("GET", "/api/v1/notifications", token("stranger", "read"));
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.raw().headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("invalid_token");
        String token = token("robot", "read");
        String forged = token.substring(0, token.length() - 6) + (token.endsWith("AAAAAA") ? "BBBBBB" : "AAAAAA");
        assertThat(bearer("GET", "/api/v1/notifications", forged).status()).isEqualTo(401);
        String unsigned = encode("{\"alg\":\"none\"}") + "." + token.split("\\.")[1] + ".";
        assertThat(bearer("GET", "/api/v1/notifications", unsigned).status()).isEqualTo(401);
    }

    @Test
    @Order(10)
    void loginsByTheProviderAreInTheAuditLog() {
        String log = ConsoleClient.admin(app).page("/console/audit?operation=logIn");
        assertThat(log).contains("console:vera");
        assertThat(ConsoleClient.admin(app).page("/console/audit?operation=createUser"))
                .contains("users/vera");
    }

    private ConsoleClient admin() {
        ConsoleClient admin = ConsoleClient.admin(app);
        admin.page("/console/access");
        return admin;
    }

    private String id(String name) {
        return app.bean(Users.class).named(name).orElseThrow().id().toString();
    }

    private Answer bearer(String method, String path, String token) {
        return app.send(method, path, "{}", "Authorization", "Bearer " + token);
    }

    private String token(String client, String scope) throws Exception {
        String basic = Base64.getEncoder()
                .encodeToString((client + ":" + OpenIdProvider.SECRET + client).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(OpenIdProvider.issuer(port) + "/oauth2/token"))
                                .header("Authorization", "Basic " + basic)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(
                                        "grant_type=client_credentials&scope=" + scope.replace(" ", "+")))
                                .build(),
                        BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body()).path("access_token").asText();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Follows wherever it is led, from one host to the other. */
    private final class Browser {

        private final CookieManager cookies = new CookieManager();
        private final HttpClient http = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();

        HttpResponse<String> loginBy(String subject) {
            assertThat(get(app.url() + "/console/login").body()).contains("Log in with localhost");
            get(app.url() + "/console/oidc/start/oidc");
            return enter(subject);
        }

        /** On the page of the provider. */
        HttpResponse<String> enter(String subject) {
            String form = "username=" + subject + "&password="
                    + URLEncoder.encode(OpenIdProvider.PASSWORD, StandardCharsets.UTF_8);
            return send(HttpRequest.newBuilder(URI.create(OpenIdProvider.issuer(port) + "/login"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form)));
        }

        HttpResponse<String> get(String url) {
            return send(HttpRequest.newBuilder(URI.create(url)));
        }

        String cookie(String name) {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals(name))
                    .map(cookie -> cookie.getValue())
                    .findFirst()
                    .orElse("");
        }

        private HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return http.send(
                        request.timeout(Duration.ofSeconds(30))
                                .header("Accept", "text/html")
                                .build(),
                        BodyHandlers.ofString());
            } catch (java.io.IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
