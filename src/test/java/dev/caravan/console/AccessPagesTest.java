package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.account.Role;
import dev.caravan.account.User;
import dev.caravan.account.Users;
import dev.caravan.journey.App;
import dev.caravan.journey.App.Answer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Users, keys and the audit log, by pages and by the API; two instances on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessPagesTest {

    private static final String BOSS = "a-key-of-the-configuration";
    private static final Pattern SECRET = Pattern.compile("id=\"secret\"[^>]*>([^<]+)<");

    private App app;
    private App other;

    @BeforeAll
    void start() {
        Map<String, String> settings =
                Map.of("CARAVAN_API_KEYS", "boss:" + BOSS, "SERVER_FORWARD_HEADERS_STRATEGY", "native");
        app = App.start(settings);
        Environment stores = app.bean(Environment.class);
        other = App.start(Map.of(
                "CARAVAN_API_KEYS", "boss:" + BOSS,
                "spring.datasource.url", stores.getRequiredProperty("spring.datasource.url"),
                "spring.datasource.username", stores.getRequiredProperty("spring.datasource.username"),
                "spring.datasource.password", stores.getRequiredProperty("spring.datasource.password")));
    }

    @AfterAll
    void stop() {
        if (other != null) {
            other.close();
        }
        if (app != null) {
            app.close();
        }
    }

    // ---- Keys

    @Test
    void aKeyIsShownOnceLetsInAsFarAsItsScopesGoAndIsStoredAsADigest() {
        ConsoleClient admin = admin("/console/access/keys");
        String name = unique("shop");
        HttpResponse<String> made = admin.post("/console/access/keys", Map.of("name", name, "scopes", "read"));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        String key = secret(made.body());

        assertThat(admin.page("/console/access/keys")).contains(name).doesNotContain(key);
        assertThat(get("/api/v1/templates", key).status()).isEqualTo(200);
        assertThat(post("/api/v1/templates", "{}", key).status()).isEqualTo(403);
        assertThat(get("/api/v1/api-keys", key).status()).isEqualTo(403);
        assertThat(app.get("/api/v1/templates").status()).isEqualTo(401);
        assertThat(app.bean(JdbcClient.class)
                        .sql("select a::text from api_keys a where name = ?")
                        .param(name)
                        .query(String.class)
                        .single())
                .doesNotContain(key);
        JsonNode entry = audit("operation=createApiKey").get(0);
        assertThat(entry.path("actor").asText()).isEqualTo("console:admin");
        assertThat(entry.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.toString()).contains(name, "[redacted]").doesNotContain(key);
    }

    @Test
    void aRevokedKeyIsOutAtOnceHereAndWithinASecondElsewhere() {
        JsonNode made = makeKey("{\"name\": \"%s\", \"scopes\": [\"read\"]}".formatted(unique("revoked")));
        String key = made.path("key").asText();
        assertThat(get("/api/v1/templates", key).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> status(other, key) == 200);

        Answer revoked = post("/api/v1/api-keys/" + made.path("id").asText() + "/revoke", "", BOSS);

        assertThat(revoked.json().path("revoked_by").asText()).isEqualTo("boss");
        assertThat(get("/api/v1/templates", key).status()).isEqualTo(401);
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .until(() -> status(other, key) == 401);
        Answer again = post("/api/v1/api-keys/" + made.path("id").asText() + "/revoke", "", BOSS);
        assertThat(again.json()).isEqualTo(revoked.json());
        Answer changed = app.send(
                "PATCH", "/api/v1/api-keys/" + made.path("id").asText(), "{\"name\": \"x\"}", "X-API-Key", BOSS);
        assertThat(changed.status()).isEqualTo(409);
    }

    @Test
    void aKeyThatAsksTooOftenIsToldWhenToComeBack() {
        JsonNode made = makeKey(
                "{\"name\": \"%s\", \"scopes\": [\"read\"], \"requests_per_minute\": 3}".formatted(unique("hasty")));
        String key = made.path("key").asText();
        for (int i = 0; i < 3; i++) {
            assertThat(get("/api/v1/templates", key).status()).isEqualTo(200);
        }

        Answer refused = get("/api/v1/templates", key);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("detail").asText()).contains("3 requests a minute");
        assertThat(Integer.parseInt(
                        refused.raw().headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 20);
        app.send(
                "PATCH",
                "/api/v1/api-keys/" + made.path("id").asText(),
                "{\"requests_per_minute\": null}",
                "X-API-Key",
                BOSS);
        assertThat(get("/api/v1/templates", key).status()).isEqualTo(200);
        JsonNode entry = audit("target=api-keys/" + made.path("id").asText()).get(0);
        assertThat(entry.path("fields").toString()).isEqualTo("[\"requests_per_minute\"]");
        assertThat(entry.at("/before/requests_per_minute").asInt()).isEqualTo(3);
        assertThat(entry.path("actor").asText()).isEqualTo("key:boss");
    }

    @Test
    void itIsKnownWhenAKeyWasUsedLast() {
        JsonNode made = makeKey("{\"name\": \"%s\", \"scopes\": [\"read\"]}".formatted(unique("used")));
        String path = "/api/v1/api-keys/" + made.path("id").asText();
        assertThat(get(path, BOSS).json().path("last_used_at").isNull()).isTrue();

        get("/api/v1/templates", made.path("key").asText());

        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(path, BOSS).json().path("last_used_at").isTextual());
    }

    @Test
    void twoKeysInForceNeverHaveOneName() {
        String name = unique("twin");
        String body = "{\"name\": \"%s\", \"scopes\": [\"read\"]}";
        String id = makeKey(body.formatted(name)).path("id").asText();

        assertThat(post("/api/v1/api-keys", body.formatted(name.toUpperCase()), BOSS)
                        .status())
                .isEqualTo(409);
        assertThat(post("/api/v1/api-keys", body.formatted("Boss"), BOSS).status())
                .isEqualTo(409);
        post("/api/v1/api-keys/" + id + "/revoke", "", BOSS);
        makeKey(body.formatted(name));
    }

    @Test
    void whatIsWrongWithAKeyIsSaidAtItsFieldAndWhatWasTypedStays() {
        ConsoleClient admin = admin("/console/access/keys");
        String page = admin.post(
                        "/console/access/keys", Map.of("name", "a:b\"<i>", "scopes", "", "requests_per_minute", "many"))
                .body();

        assertThat(page)
                .contains("must not contain a colon")
                .contains("must be a list of at least one")
                .contains("must be a whole number")
                .contains("value=\"a:b&#34;&lt;i>\"")
                .doesNotContain("id=\"secret\"");
    }

    // ---- Users

    @Test
    void aUserGetsAGeneratedPasswordAndAnotherOneEndsTheSessions() {
        ConsoleClient admin = admin("/console/access");
        String name = unique("otto");
        String password = secret(admin.post("/console/access/users", Map.of("name", name, "role", "operator"))
                .body());
        ConsoleClient otto = new ConsoleClient(app);
        assertThat(location(otto.login(name, password))).endsWith("/console");
        assertThat(otto.page("/console")).contains("Operator");

        String next = secret(admin.post("/console/access/users/" + id(name) + "/password", Map.of())
                .body());

        assertThat(location(otto.get("/console"))).endsWith("/console/login");
        assertThat(location(new ConsoleClient(app).login(name, password))).endsWith("?wrong");
        assertThat(location(new ConsoleClient(app).login(name, next))).endsWith("/console");
        assertThat(audit("target=users/" + name))
                .extracting(entry -> entry.path("operation").asText())
                .containsExactly("resetPassword", "createUser");
        assertThat(admin.post("/console/access/users", Map.of("name", name.toUpperCase(), "role", "viewer"))
                        .body())
                .contains("is there already")
                .contains(name.toUpperCase());
        assertThat(admin.post("/console/access/users", Map.of("name", " ", "role", "king"))
                        .body())
                .contains("is required");
    }

    @Test
    void theLastAdministratorStays() {
        ConsoleClient admin = admin("/console/access");
        String me = id("admin");

        assertThat(admin.submit("/console/access/users/" + me + "/role", Map.of("role", "viewer")))
                .contains("This is the last administrator");
        assertThat(admin.submit("/console/access/users/" + me + "/disable", Map.of()))
                .contains("This is the last administrator");

        // Two administrators who take the role from each other at once: one of them fails.
        List<String> ids = Stream.of(unique("first"), unique("second"))
                .map(name -> add(name, Role.ADMIN).id().toString())
                .toList();
        sql("update console_users set disabled_at = now() where name = 'admin'");
        try {
            // Sessions of one who is disabled end; so the administrators do it themselves.
            ConsoleClient first = loggedIn(ids.get(0));
            ConsoleClient second = loggedIn(ids.get(1));
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(
                                    () -> first.post("/console/access/users/" + ids.get(1) + "/disable", Map.of())),
                            CompletableFuture.runAsync(
                                    () -> second.post("/console/access/users/" + ids.get(0) + "/disable", Map.of())))
                    .join();
            assertThat(app.bean(JdbcClient.class)
                            .sql("select count(*) from console_users where role = 'admin' and disabled_at is null")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        } finally {
            sql("update console_users set disabled_at = null where name = 'admin'");
            ids.forEach(id -> sql("update console_users set disabled_at = now() where id = '" + id + "'"));
        }
    }

    @Test
    void whoIsSwitchedOffOrGetsAnotherRoleIsOutAtOnce() {
        User user = add(unique("rita"), Role.EDITOR);
        ConsoleClient rita = loggedIn(user.id().toString());
        rita.page("/console");
        ConsoleClient admin = admin("/console/access");

        admin.submit("/console/access/users/" + user.id() + "/role", Map.of("role", "viewer"));
        assertThat(location(rita.get("/console"))).endsWith("/console/login");
        rita.login(user.name(), passwordOf(user.name()));
        assertThat(rita.page("/console")).contains("Viewer");

        admin.submit("/console/access/users/" + user.id() + "/disable", Map.of());
        assertThat(location(rita.get("/console"))).endsWith("/console/login");
        assertThat(location(rita.login(user.name(), passwordOf(user.name())))).endsWith("?wrong");
        admin.submit("/console/access/users/" + user.id() + "/enable", Map.of());
        assertThat(location(rita.login(user.name(), passwordOf(user.name())))).endsWith("/console");
        JsonNode change =
                audit("operation=changeRole&target=users/" + user.name()).get(0);
        assertThat(change.path("before").toString()).isEqualTo("{\"role\":\"editor\"}");
        assertThat(change.path("after").toString()).isEqualTo("{\"role\":\"viewer\"}");
    }

    @Test
    void onlyAdministratorsSeeAnyOfIt() {
        ConsoleClient editor = loggedIn(add(unique("editor"), Role.EDITOR).id().toString());
        for (String page : List.of("/console/access", "/console/access/keys", "/console/audit")) {
            assertThat(editor.get(page).statusCode()).as(page).isEqualTo(403);
        }
        assertThat(editor.page("/console")).doesNotContain("href=\"/console/access\"");
        assertThat(editor.post("/console/access/keys", Map.of("name", "x", "scopes", "admin"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(editor.post("/console/access/users", Map.of("name", unique("x"), "role", "admin"))
                        .statusCode())
                .isEqualTo(403);
    }

    // ---- One's own account

    @Test
    void whoChangesThePasswordKnowsTheOldOneAndIsLoggedOutElsewhere() {
        User user = add(unique("pia"), Role.VIEWER);
        ConsoleClient here = loggedIn(user.id().toString());
        ConsoleClient there = loggedIn(user.id().toString());
        there.page("/console");
        here.page("/console/account");

        assertThat(here.post(
                                "/console/account/password",
                                Map.of("old", "nonsense", "fresh", "short", "again", "shorter"))
                        .body())
                .contains("This is not your password.")
                .contains("It needs 12 characters")
                .contains("two different passwords");
        assertThat(here.submit(
                        "/console/account/password",
                        Map.of("old", passwordOf(user.name()), "fresh", "a quite new one", "again", "a quite new one")))
                .contains("Your password is changed.");

        here.page("/console");
        assertThat(location(there.get("/console"))).endsWith("/console/login");
        assertThat(location(new ConsoleClient(app).login(user.name(), "a quite new one")))
                .endsWith("/console");
        assertThat(audit("operation=changePassword&target=users/" + user.name()))
                .hasSize(1);
    }

    @Test
    void whoGuessesTheOldPasswordIsMadeToWait() {
        User user = add(unique("guess"), Role.VIEWER);
        ConsoleClient client = loggedIn(user.id().toString());
        client.page("/console/account");
        Map<String, String> form = Map.of("old", "wrong", "fresh", "a quite new one", "again", "a quite new one");
        for (int i = 0; i < 5; i++) {
            client.post("/console/account/password", form);
        }
        assertThat(client.post(
                                "/console/account/password",
                                Map.of(
                                        "old",
                                        passwordOf(user.name()),
                                        "fresh",
                                        "a quite new one",
                                        "again",
                                        "a quite new one"))
                        .body())
                .contains("Too many failed logins");
        assertThat(location(new ConsoleClient(app).login(user.name(), passwordOf(user.name()))))
                .endsWith("?wait");
    }

    @Test
    void oneSeesWhereOneIsLoggedInAndLogsOutElsewhere() {
        User user = add(unique("sam"), Role.VIEWER);
        ConsoleClient here = loggedIn(user.id().toString());
        ConsoleClient there = new ConsoleClient(other);
        there.login(user.name(), passwordOf(user.name()));
        there.page("/console");

        assertThat(here.page("/console/account"))
                .contains("Log out everywhere else")
                .contains("127.0.0.1");
        assertThat(here.submit("/console/account/sessions/end", Map.of())).contains("Sessions ended: 1");

        assertThat(location(there.get("/console"))).endsWith("/console/login");
        here.page("/console");
        here.post("/console/logout", Map.of());
        assertThat(location(here.get("/console"))).endsWith("/console/login");
        assertThat(audit("actor=console:" + user.name()))
                .extracting(entry -> entry.path("operation").asText())
                .containsExactly("logOut", "endSessions", "logIn", "logIn");
    }

    // ---- The audit log

    @Test
    void aChangeLeavesTheSameEntryByWhicheverDoorItComes() {
        String slug = unique("audited");
        post("/api/v1/templates", "{\"name\":\"T\",\"slug\":\"" + slug + "\",\"content\":\"one\"}", BOSS);
        app.send("PATCH", "/api/v1/templates/" + slug, "{\"content\":\"two\"}", "X-API-Key", BOSS);
        app.send("DELETE", "/api/v1/templates/" + slug, "", "X-API-Key", BOSS);

        JsonNode log = audit("target=templates/" + slug);
        assertThat(log)
                .extracting(entry -> entry.path("operation").asText())
                .containsExactly("deleteTemplate", "updateTemplate", "createTemplate");
        assertThat(log.at("/1/before/content").asText()).isEqualTo("one");
        assertThat(log.at("/1/after/content").asText()).isEqualTo("two");
        assertThat(log.at("/0/before/content").asText()).isEqualTo("two");
        assertThat(log.at("/0/after").isNull()).isTrue();
        assertThat(log.at("/2/before").isNull()).isTrue();
        String page = admin("/console").page("/console/audit?target=templates/" + slug);
        assertThat(page).contains("key:boss").contains("updateTemplate");
        assertThat(admin("/console").page("/console/audit/" + log.at("/1/id").asText()))
                .contains("<del>one</del>")
                .contains("<ins>two</ins>");
        assertThat(post("/api/v1/templates", "{\"name\":\"T\"}", BOSS).status()).isEqualTo(400);
        assertThat(app.send("PATCH", "/api/v1/templates/" + slug, "{}", "X-API-Key", BOSS)
                        .status())
                .isEqualTo(404);
        assertThat(audit("target=templates/" + slug)).hasSize(3);
    }

    @Test
    void ofPeopleTheLogKeepsNoValue() {
        String phone =
                "7" + (9_000_000_000L + Math.floorMod(UUID.randomUUID().getMostSignificantBits(), 1_000_000_000L));
        String id = post(
                        "/api/v1/clients",
                        "{\"phone_number\":\"" + phone
                                + "\",\"operator_code\":{\"code\":\"999\"},\"email\":\"secretive@example.com\"}",
                        BOSS)
                .json()
                .path("id")
                .asText();
        app.send("PATCH", "/api/v1/clients/" + id, "{\"email\":\"hidden@example.com\"}", "X-API-Key", BOSS);
        app.send("DELETE", "/api/v1/clients/" + id + "?erase=true", "", "X-API-Key", BOSS);

        JsonNode log = audit("target=clients/" + id);
        assertThat(log)
                .extracting(entry -> entry.path("operation").asText())
                .containsExactly("deleteClient", "updateClient", "createClient");
        assertThat(log.at("/1/fields").toString()).isEqualTo("[\"email\"]");
        assertThat(app.bean(JdbcClient.class)
                        .sql(
                                "select count(*) from audit_log a where a::text like '%secretive@%' or a::text like '%hidden@%'"
                                        + " or a::text like '%" + phone + "%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void steeringALoginAndAnEditOfTheRoutesAreEntriesToo() {
        Answer accepted = post(
                "/api/v1/notifications",
                "{\"recipients\":[{\"email\":\"later@example.com\"}],\"message\":\"x\","
                        + "\"scheduled_at\":\"2030-01-01T00:00:00Z\"}",
                BOSS);
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
        String id = accepted.json().path("id").asText();
        ConsoleClient admin = admin("/console");
        assertThat(admin.post("/console/notifications/" + id + "/cancel", Map.of())
                        .statusCode())
                .isEqualTo(302);
        JsonNode cancelled = audit("target=notifications/" + id).get(0);
        assertThat(cancelled.path("actor").asText()).isEqualTo("console:admin");
        assertThat(cancelled.path("after").toString()).contains("cancelled").doesNotContain("later@");

        String stranger = unique("a-password-in-the-wrong-field");
        new ConsoleClient(app).login(stranger, "x");
        assertThat(audit("operation=logInFailed").toString())
                .contains("console:?")
                .doesNotContain(stranger);

        app.send("POST", "/api/v1/routes/revisions/1/rollback", "", "X-API-Key", BOSS);
        assertThat(audit("operation=rollBackRoutes").get(0).path("target").asText())
                .isEqualTo("routes/revisions/1");
    }

    @Test
    void guessesAreHeldBackAndToldOnce() {
        User user = add(unique("victim"), Role.VIEWER);
        for (int i = 0; i < 8; i++) {
            new ConsoleClient(app).login(user.name(), "guess " + i);
        }
        assertThat(audit("operation=logInThrottled&actor=console:" + user.name()))
                .hasSize(1);
        assertThat(audit("operation=logInFailed&actor=console:" + user.name())).hasSize(5);
    }

    @Test
    void theLogIsReadAPageAtATimeAndByTime() {
        String slug = unique("paged");
        for (int i = 0; i < 3; i++) {
            post("/api/v1/tags", "{\"name\":\"" + slug + i + "\"}", BOSS);
        }
        JsonNode first = get("/api/v1/audit?operation=createTag&limit=2", BOSS).json();
        assertThat(first.path("items")).hasSize(2);
        JsonNode second = get(
                        "/api/v1/audit?operation=createTag&limit=2&cursor="
                                + first.path("next_cursor").asText(),
                        BOSS)
                .json();
        assertThat(second.at("/items/0/id").asText())
                .isLessThan(first.at("/items/1/id").asText());
        assertThat(get("/api/v1/audit?created_from=2090-01-01T00:00:00Z", BOSS)
                        .json()
                        .path("items"))
                .isEmpty();
        ConsoleClient admin = admin("/console");
        assertThat(admin.page("/console/audit?created_from=2090-01-01T00:00")).contains("Nothing found");
        assertThat(admin.page("/console/audit?operation=createTag")).contains("key:boss");
        assertThat(admin.page("/console/audit?created_from=yesterday")).contains("class=\"field-error\"");
        assertThat(admin.page("/console/notifications?status=nonsense"))
                .contains("This cannot be searched for:", "is not a status; there are scheduled")
                .doesNotContain("Nothing matches");
    }

    @Test
    void aChangeGoesThroughThoughItsEntryIsLostAndThatIsLoud() {
        sql("alter table audit_log rename to audit_away");
        try {
            assertThat(post("/api/v1/tags", "{\"name\":\"" + unique("lost") + "\"}", BOSS)
                            .status())
                    .isEqualTo(201);
        } finally {
            sql("alter table audit_away rename to audit_log");
        }
        assertThat(get("/actuator/prometheus", BOSS).text()).containsPattern("caravan_audit_lost_total [1-9]");
    }

    // ---- What holds for all of it

    @TestFactory
    Stream<DynamicTest> noFormIsTakenWithoutItsToken() {
        ConsoleClient admin = admin("/console").withoutToken();
        return mappings(RequestMethod.POST)
                .map(path -> DynamicTest.dynamicTest(
                        path,
                        () -> assertThat(admin.withoutToken()
                                        .post(path, Map.of())
                                        .statusCode())
                                .isEqualTo(403)));
    }

    @TestFactory
    Stream<DynamicTest> noPageIsShownWithoutALogin() {
        return mappings(RequestMethod.GET)
                .filter(path -> !path.equals("/console/login"))
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    HttpResponse<String> answer = new ConsoleClient(app).get(path);
                    assertThat(answer.statusCode()).isEqualTo(302);
                    assertThat(location(answer)).endsWith("/console/login");
                }));
    }

    @Test
    void theSessionAfterALoginIsAnotherOneAndLeadsWhereOneWantedToGo() {
        ConsoleClient client = new ConsoleClient(app);
        String before = session(client.get("/console/notifications?status=sent", "Sec-Fetch-Mode", "navigate"));
        HttpResponse<String> login = client.login("admin", App.ADMIN_PASSWORD);

        assertThat(before).isNotBlank();
        assertThat(session(login)).isNotBlank().isNotEqualTo(before);
        assertThat(location(login)).isEqualTo(app.url() + "/console/notifications?status=sent");
    }

    @Test
    void behindAProxyWithTlsCookiesAreForTlsOnly() {
        HttpResponse<String> page = new ConsoleClient(app)
                .get("/console/login", "X-Forwarded-Proto", "https", "X-Forwarded-For", "192.0.2.7");

        assertThat(page.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie)
                        .contains("; Secure")
                        .contains("; HttpOnly")
                        .contains("SameSite=Lax"));
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    private Stream<String> mappings(RequestMethod method) {
        return app.bean(DispatcherServlet.class).getHandlerMappings().stream()
                .filter(RequestMappingHandlerMapping.class::isInstance)
                .flatMap(all -> ((RequestMappingHandlerMapping) all).getHandlerMethods().keySet().stream())
                .filter(mapping -> takes(mapping, method))
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .filter(path -> path.startsWith("/console/") && !path.contains("(?!") && !path.contains("*"))
                .map(path -> path.replaceAll("\\{[^{}]*}", "1"))
                .distinct();
    }

    private static boolean takes(RequestMappingInfo mapping, RequestMethod method) {
        return mapping.getMethodsCondition().getMethods().contains(method);
    }

    private ConsoleClient admin(String page) {
        ConsoleClient admin = ConsoleClient.admin(app);
        admin.page(page);
        return admin;
    }

    private User add(String name, Role role) {
        return app.bean(Users.class)
                .add(name, ConsoleClient.hash(passwordOf(name)), role)
                .orElseThrow();
    }

    private static String passwordOf(String name) {
        return "a-password-of-" + name;
    }

    private ConsoleClient loggedIn(String id) {
        String name =
                app.bean(Users.class).find(UUID.fromString(id)).orElseThrow().name();
        ConsoleClient client = new ConsoleClient(app);
        assertThat(location(client.login(name, passwordOf(name)))).endsWith("/console");
        client.page("/console");
        return client;
    }

    private String id(String name) {
        return app.bean(Users.class).named(name).orElseThrow().id().toString();
    }

    private JsonNode makeKey(String body) {
        Answer made = post("/api/v1/api-keys", body, BOSS);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private JsonNode audit(String query) {
        return get("/api/v1/audit?" + query, BOSS).json().path("items");
    }

    // ---- In a browser

    @Test
    void aKeyIsMadeAndRevokedClickByClick() {
        String name = unique("clicked");
        try (Browser browser = Browser.open(app).login("admin", App.ADMIN_PASSWORD)) {
            browser.size(1280, 900).go("/console/access/keys").fill("name", name);
            browser.check("scopes", "send").press("Make");
            String key = browser.text("#secret");
            assertThat(get("/api/v1/templates", key).status()).isEqualTo(200);
            assertThat(browser.barriers()).isEmpty();
            browser.go("/console/access/keys");
            assertThat(browser.text("main")).contains(name).doesNotContain(key);
            browser.press("Revoke " + name).accept().seeText("main", "revoked");
            assertThat(get("/api/v1/templates", key).status()).isEqualTo(401);
            browser.go("/console/audit?operation=revokeApiKey").click("tbody td:first-child a");
            browser.seeText("main", "revoked_by");
            assertThat(browser.barriers()).isEmpty();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aUserIsAddedLogsInAndChangesThePasswordClickByClick() {
        String name = unique("clicked");
        try (Browser browser = Browser.open(app).login("admin", App.ADMIN_PASSWORD)) {
            browser.size(1280, 900).go("/console/access").fill("name", name).press("Add");
            String first = browser.text("#secret");
            browser.click(".menu summary").press("Log out").login(name, first);
            assertThat(browser.links(".areas li a")).isNotEmpty().doesNotContain("/console/access");
            browser.go("/console/account").fill("old", first).fill("fresh", "a longer password");
            browser.fill("again", "another one").press("Change").see(".field-error");
            browser.fill("old", first).fill("fresh", "a longer password").fill("again", "a longer password");
            browser.press("Change").see("#notices .good");
            assertThat(browser.barriers()).isEmpty();
            browser.click(".menu summary").press("Log out").login(name, "a longer password");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private Answer get(String path, String key) {
        return app.send("GET", path, "", "X-API-Key", key);
    }

    private Answer post(String path, String body, String key) {
        return app.send("POST", path, body, "X-API-Key", key);
    }

    private static int status(App at, String key) {
        return at.send("GET", "/api/v1/templates", "", "X-API-Key", key).status();
    }

    private void sql(String statement) {
        app.bean(JdbcClient.class).sql(statement).update();
    }

    private static String secret(String page) {
        Matcher found = SECRET.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    private static String session(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("caravan_session="))
                .map(cookie -> cookie.replaceAll(";.*", ""))
                .findFirst()
                .orElse("");
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    private static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
