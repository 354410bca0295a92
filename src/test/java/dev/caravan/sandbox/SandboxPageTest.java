package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;

class SandboxPageTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private ServletWebServerApplicationContext context;

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void pointsEverySettingThatIsMissingAtACatcherBeforeBeansReadIt() {
        start();

        Settings settings = context.getBean(Settings.class);
        assertThat(settings.smtpHost).isEqualTo("127.0.0.1");
        assertThat(settings.smtpTls).isFalse();
        assertThat(settings.telegramUri).startsWith("http://127.0.0.1:");
        assertThat(settings.smsProviders).isEqualTo("smsc,probe");
        assertThat(property("caravan.smtp.port")).isNotEqualTo("587");
        assertThat(property("caravan.smtp.user")).isEmpty();
        assertThat(property("caravan.telegram.bot-token")).isEqualTo("0:sandbox");
        assertThat(property("caravan.sms.smsc.url")).isEqualTo(settings.telegramUri);
        assertThat(property("caravan.sms.probe.url")).isEqualTo(settings.telegramUri);
        assertThat(property("caravan.sandbox.active")).isEqualTo("mail, telegram, sms");
    }

    @Test
    void leavesAloneWhatIsConfigured() {
        start("caravan.smtp.host=mail.example.com", "caravan.telegram.bot-token=1:real");

        assertThat(property("caravan.smtp.host")).isEqualTo("mail.example.com");
        assertThat(property("caravan.smtp.port")).isEqualTo("587");
        assertThat(property("caravan.telegram.bot-token")).isEqualTo("1:real");
        assertThat(property("caravan.telegram.base-uri")).isEqualTo("https://api.telegram.org");
        assertThat(property("caravan.sandbox.active")).isEqualTo("sms");
    }

    @Test
    void isNotThereWhenEverythingIsConfigured() throws Exception {
        start("caravan.smtp.host=mail.example.com", "caravan.telegram.bot-token=1:real", "caravan.sms.providers=smsc");

        assertThat(context.getBean(Sandbox.class).active()).isEmpty();
        assertThat(get("/sandbox").statusCode()).isEqualTo(404);
        assertThat(get("/sandbox/sandbox.css").statusCode()).isEqualTo(404);
        assertThat(post("/sandbox/clear", "", null).statusCode()).isEqualTo(404);
    }

    @Test
    void stopsItsCatchersWithTheApplication() {
        start();
        int smtp = Integer.parseInt(property("caravan.smtp.port"));
        int http = URI.create(property("caravan.sms.smsc.url")).getPort();

        context.close();

        assertThatThrownBy(() -> new Socket("127.0.0.1", smtp)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> new Socket("127.0.0.1", http)).isInstanceOf(ConnectException.class);
    }

    @Test
    void saysWhatToDoWhileThereIsNothingToShow() throws Exception {
        start();

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
        start();
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
        start();
        try (MailClient mail = new MailClient(Integer.parseInt(property("caravan.smtp.port")))) {
            MimeMessage message = mail.message("HTML", "");
            message.setContent("<p style=\"color:red\">Привет</p><script>x()</script>", "text/html; charset=UTF-8");
            message.saveChanges();
            mail.send(message, "anna@example.com");
        }

        HttpResponse<String> html = get("/sandbox/messages/1/html");

        assertThat(get("/sandbox?id=1").body())
                .contains("<iframe sandbox ")
                .contains("src=\"/sandbox/messages/1/html\"");
        assertThat(html.body()).contains("<p style=\"color:red\">Привет</p>");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox; default-src 'none';");
        assertThat(get("/sandbox/messages/1/source").body())
                .contains("Subject: HTML")
                .contains("Message-ID:");
        assertThat(get("/sandbox/messages/2/html").statusCode()).isEqualTo(404);
    }

    @Test
    void filtersByChannelAndRecipient() throws Exception {
        start();
        sendMail("To Anna", "a", "anna@example.com");
        sendMail("To Boris", "b", "boris@example.com");

        assertThat(get("/sandbox?to=boris").body()).contains("To Boris").doesNotContain("To Anna");
        assertThat(get("/sandbox?channel=sms").body()).contains("No message fits the filter");
        assertThat(get("/sandbox?channel=email&refresh=true").body())
                .contains("content=\"3\"")
                .contains("channel=email&amp;id=1&amp;refresh=true");
    }

    @Test
    void itsButtonsWorkFromThisSiteOnly() throws Exception {
        start();
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

    private void start(String... configured) {
        String[] defaults = {
            "server.port=0",
            "server.address=127.0.0.1",
            "spring.main.banner-mode=off",
            "caravan.smtp.host=",
            "caravan.smtp.port=587",
            "caravan.smtp.use-tls=true",
            "caravan.smtp.user=someone",
            "caravan.telegram.bot-token=",
            "caravan.telegram.base-uri=https://api.telegram.org",
            "caravan.sms.providers=",
            "spring.config.location=optional:classpath:/none/",
        };
        String[] all = Arrays.copyOf(defaults, defaults.length + configured.length);
        System.arraycopy(configured, 0, all, defaults.length, configured.length);
        context = (ServletWebServerApplicationContext)
                new SpringApplicationBuilder(Settings.class).properties(all).run();
    }

    private String property(String name) {
        return context.getEnvironment().getRequiredProperty(name);
    }

    private void sendMail(String subject, String text, String to) throws Exception {
        try (MailClient mail = new MailClient(Integer.parseInt(property("caravan.smtp.port")))) {
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
    static class Settings {

        @Value("${caravan.smtp.host}")
        private String smtpHost;

        @Value("${caravan.smtp.use-tls}")
        private boolean smtpTls;

        @Value("${caravan.telegram.base-uri}")
        private String telegramUri;

        @Value("${caravan.sms.providers}")
        private String smsProviders;
    }
}
