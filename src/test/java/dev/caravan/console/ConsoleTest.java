package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.account.Role;
import dev.caravan.account.Users;
import dev.caravan.journey.App;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The way into the console, and what holds for all of its pages. */
class ConsoleTest {

    private final App app = App.shared();

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/notifications", "/console/nosuch", "/console/overview/live"})
    void nothingIsShownWithoutALogin(String path) {
        HttpResponse<String> answer = new ConsoleClient(app).get(path);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue(app.url() + "/console/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/admin", "/admin/", "/console/"})
    void manyWaysLeadToTheConsole(String path) {
        HttpResponse<String> answer = ConsoleClient.admin(app).get(path);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/console");
    }

    @Test
    void aPartOfAPageThatIsAskedForWithoutALoginLeadsTheWholePageThere() {
        HttpResponse<String> answer = new ConsoleClient(app).get("/console/notifications", "HX-Request", "true");
        assertThat(answer.headers().firstValue("HX-Redirect")).hasValue("/console/login");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefusedAndTheRightOneIsNot() {
        String name = user(Role.VIEWER);
        ConsoleClient client = new ConsoleClient(app);
        assertThat(client.login(name, "wrong").headers().firstValue("Location").orElseThrow())
                .endsWith("/console/login?wrong");
        assertThat(client.page("/console/login?wrong")).contains("Name or password is wrong.");
        assertThat(client.login(name.toUpperCase(), "a-password-of-" + name)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/console");
        assertThat(client.page("/console")).contains("Overview").contains(name);
    }

    @Test
    void whoGuessesIsMadeToWait() {
        String name = user(Role.VIEWER);
        ConsoleClient client = new ConsoleClient(app);
        for (int i = 0; i < 5; i++) {
            client.login(name, "guess " + i);
        }
        assertThat(client.login(name, "a-password-of-" + name)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/console/login?wait");
    }

    @Test
    void aFormWithoutItsTokenIsRefused() {
        ConsoleClient client = ConsoleClient.admin(app);
        assertThat(client.withoutToken()
                        .post("/console/notifications/" + UUID.randomUUID() + "/cancel", Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(new ConsoleClient(app)
                        .post("/console/login", Map.of("username", "admin", "password", App.ADMIN_PASSWORD))
                        .headers()
                        .firstValue("Location"))
                .hasValue(app.url() + "/console/login");
    }

    @Test
    void aViewerSeesAndDoesNothing() {
        ConsoleClient client = login(Role.VIEWER);
        String id = app.notify(
                "{\"recipients\":[{\"email\":\"fail+permanent@example.com\"}],\"channels\":[\"email\"],\"message\":\"x\"}");
        app.await(id, "failed");
        assertThat(ConsoleClient.admin(app).page("/console/notifications/" + id))
                .contains("/retry");
        assertThat(client.page("/console/notifications/" + id)).doesNotContain("/retry");
        assertThat(client.post("/console/notifications/" + id + "/retry", Map.of())
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.get("/console/access").statusCode()).isEqualTo(403);
    }

    @Test
    void aUserWhoIsDisabledIsOutAtOnce() {
        ConsoleClient client = login(Role.OPERATOR);
        client.page("/console");
        app.bean(JdbcClient.class)
                .sql("update console_users set disabled_at = now() where name = ?")
                .param(name(client))
                .update();
        assertThat(client.get("/console").statusCode()).isEqualTo(302);
    }

    @Test
    void pagesMayLoadNothingFromElsewhereAndRunNothingInline() {
        HttpResponse<String> answer = ConsoleClient.admin(app).get("/console");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.body())
                .doesNotContain("<style")
                .doesNotContain("style=")
                .doesNotContain("onclick");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    }

    @Test
    void theSessionIsKeptFromScriptsAndFromOtherSites() {
        ConsoleClient client = new ConsoleClient(app);
        String cookies = client.login("admin", App.ADMIN_PASSWORD).headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("caravan_session="))
                .findFirst()
                .orElseThrow();
        assertThat(cookies).contains("HttpOnly").contains("SameSite=Lax").contains("Path=/console");
    }

    @Test
    void aReaderChoosesLanguageAndThemeAndComesBackToTheSamePage() {
        ConsoleClient client = ConsoleClient.admin(app);
        client.page("/console");
        assertThat(client.submit(
                        "/console/preferences", Map.of("language", "ru", "back", "/console/notifications?status=sent")))
                .contains("<html lang=\"ru\"")
                .contains("Уведомления");
        assertThat(client.submit("/console/preferences", Map.of("theme", "dark", "back", "/console")))
                .contains("data-theme=\"dark\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/console//evil.example", "/\\evil", "/api/v1"})
    void theWayBackLeadsNowhereElse(String back) {
        ConsoleClient client = ConsoleClient.admin(app);
        client.page("/console");
        HttpResponse<String> answer = client.post("/console/preferences", Map.of("theme", "dark", "back", back));
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/console");
    }

    @Test
    void whatIsNotThereIsAPageThatSaysSo() {
        HttpResponse<String> answer = ConsoleClient.admin(app).get("/console/notifications/" + UUID.randomUUID());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("<h1>Not found</h1>");
        assertThat(ConsoleClient.admin(app).get("/console/nosuch").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsTypedIntoASearchIsShownAsText() {
        assertThat(ConsoleClient.admin(app).page("/console/notifications?recipient=%3Cscript%3Ealert(1)%3C/script%3E"))
                .doesNotContain("<script>alert")
                .contains("&lt;script");
    }

    @Test
    void theStoryOfANotificationIsTold() {
        String id = app.notify("{\"recipients\":[{\"email\":\"story@example.com\"}],\"channels\":[\"email\"],"
                + "\"subject\":\"Once upon\",\"message\":\"a time\"}");
        app.await(id, "sent");
        ConsoleClient client = ConsoleClient.admin(app);
        assertThat(client.page("/console/notifications?recipient=story%40example.com"))
                .contains("Once upon")
                .contains("/console/notifications/" + id);
        assertThat(client.page("/console/notifications/" + id))
                .contains("story@example.com")
                .contains("a time")
                .contains("smtp");
    }

    private ConsoleClient login(Role role) {
        ConsoleClient client = new ConsoleClient(app);
        String name = user(role);
        client.login(name, "a-password-of-" + name);
        return client;
    }

    private String user(Role role) {
        String name = role + "-" + UUID.randomUUID().toString().substring(0, 8);
        app.bean(Users.class).add(name, ConsoleClient.hash("a-password-of-" + name), role);
        return name;
    }

    private static String name(ConsoleClient client) {
        return client.page("/console").replaceFirst("(?s).*<strong>(operator-[0-9a-f]+)</strong>.*", "$1");
    }
}
