package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

@Execution(ExecutionMode.SAME_THREAD)
class SandboxPageTest {

    private static ServletWebServerApplicationContext context;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Sandbox sandbox = context.getBean(Sandbox.class);

    @BeforeAll
    static void start() {
        context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Page.class)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.main.banner-mode=off",
                        "spring.config.location=optional:classpath:/none/")
                .run();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @BeforeEach
    void clear() {
        sandbox.clear();
    }

    @Test
    void isNotThereWhenEverythingIsConfigured() throws Exception {
        Sandbox off = new Sandbox(List.of(), new CaughtMessages(1, Instant::now), new Faults(Instant::now));
        MockMvc page = MockMvcBuilders.standaloneSetup(new SandboxPage(off)).build();

        page.perform(MockMvcRequestBuilders.get("/sandbox")).andExpect(status().isNotFound());
        page.perform(MockMvcRequestBuilders.get("/sandbox/sandbox.css")).andExpect(status().isNotFound());
        page.perform(MockMvcRequestBuilders.post("/sandbox/clear")).andExpect(status().isNotFound());
    }

    @Test
    void saysWhatToDoWhileThereIsNothingToShow() throws Exception {
        HttpResponse<String> page = get("/sandbox");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'self';")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains("No messages yet")
                .contains("curl http://127.0.0.1:" + context.getWebServer().getPort() + "/api/v1/notifications")
                .contains("http-equiv=\"refresh\"")
                .doesNotContain("<script")
                .doesNotContain(" style=");
        assertThat(get("/sandbox/sandbox.css").headers().firstValue("Content-Type"))
                .contains("text/css;charset=UTF-8");
    }

    @Test
    void showsMessagesSoThatNoneOfThemCanBecomePartOfThePage() throws Exception {
        sendMail("<script>alert(1)</script> Привет 🎉", "\"><img src=x onerror=alert(1)>", "anna@example.com");

        String page =
                get("/sandbox?to=%22%3E%3Cscript%3E&channel=%27%3E%3Cscript%3E").body()
                        + get("/sandbox").body();

        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; Привет 🎉")
                .contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<script")
                .doesNotContain("<img");
    }

    @Test
    void showsTheHtmlOfAMailShutIn() throws Exception {
        try (MailClient mail = new MailClient(smtpPort())) {
            MimeMessage message = mail.message("HTML", "");
            message.setContent("<p style=\"color:red\">Привет</p><script>x()</script>", "text/html; charset=UTF-8");
            message.saveChanges();
            mail.send(message, "anna@example.com");
        }

        HttpResponse<String> html = get("/sandbox/messages/" + newest() + "/html");

        assertThat(get("/sandbox?id=" + newest()).body())
                .contains("<iframe sandbox ")
                .contains("src=\"/sandbox/messages/" + newest() + "/html\"");
        assertThat(html.body()).contains("<p style=\"color:red\">Привет</p>");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox; default-src 'none';");
        assertThat(get("/sandbox/messages/" + newest() + "/source").body())
                .contains("Subject: HTML")
                .contains("Message-ID:");
        assertThat(get("/sandbox/messages/987654321/html").statusCode()).isEqualTo(404);
    }

    @Test
    void filtersByChannelAndRecipient() throws Exception {
        sendMail("To Anna", "a", "anna@example.com");
        sendMail("To Boris", "b", "boris@example.com");

        assertThat(get("/sandbox?to=boris").body()).contains("To Boris").doesNotContain("To Anna");
        assertThat(get("/sandbox?channel=sms").body()).contains("No message fits the filter");
        assertThat(get("/sandbox?channel=email&refresh=true").body())
                .contains("content=\"3\"")
                .contains("channel=email&amp;id=" + newest() + "&amp;refresh=true");
    }

    @Test
    void itsButtonsWorkFromThisSiteOnly() throws Exception {
        sendMail("s", "t", "anna@example.com");
        String own = "http://127.0.0.1:" + context.getWebServer().getPort();

        assertThat(post("/sandbox/clear", "", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(get("/sandbox").body()).contains("anna@example.com");
        assertThat(post("/sandbox/clear", "", own).statusCode()).isEqualTo(303);
        assertThat(get("/sandbox").body()).contains("No messages yet");

        assertThat(post("/sandbox/fault", "provider=smsc&behaviour=unavailable&seconds=60", own)
                        .statusCode())
                .isEqualTo(303);
        assertThat(get("/sandbox").body()).contains("<b>smsc</b> is told to be <b>unavailable</b> until");
        assertThat(post("/sandbox/fault", "provider=smsc&behaviour=angry&seconds=60", own)
                        .statusCode())
                .isEqualTo(400);
    }

    private int smtpPort() {
        return context.getEnvironment().getRequiredProperty("caravan.smtp.port", Integer.class);
    }

    private long newest() {
        return sandbox.newest("", "", 1).get(0).id();
    }

    private void sendMail(String subject, String text, String to) throws Exception {
        try (MailClient mail = new MailClient(smtpPort())) {
            mail.send(subject, text, to);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form, String origin) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (origin != null) {
            request.header("Origin", origin);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context.getWebServer().getPort() + path);
    }

    @Import({SandboxConfiguration.class, SandboxPage.class})
    @ImportAutoConfiguration({
        ServletWebServerFactoryAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
    })
    static class Page {}
}
