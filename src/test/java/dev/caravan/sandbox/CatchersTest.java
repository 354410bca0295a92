package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class CatchersTest {

    private static final Map<String, Object> NOTHING_CONFIGURED = Map.of(
            "caravan.smtp.host", "",
            "caravan.smtp.port", 587,
            "caravan.smtp.use-tls", true,
            "caravan.smtp.user", "someone",
            "caravan.telegram.bot-token", "",
            "caravan.telegram.base-uri", "https://api.telegram.org",
            "caravan.sms.providers", "");

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void pointEverySettingThatIsMissingAtACatcherBeforeBeansReadIt() {
        start(Map.of());

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
    void leaveAloneWhatIsConfigured() {
        start(Map.of("caravan.smtp.host", "mail.example.com", "caravan.telegram.bot-token", "1:real"));

        assertThat(property("caravan.smtp.host")).isEqualTo("mail.example.com");
        assertThat(property("caravan.smtp.port")).isEqualTo("587");
        assertThat(property("caravan.telegram.bot-token")).isEqualTo("1:real");
        assertThat(property("caravan.telegram.base-uri")).isEqualTo("https://api.telegram.org");
        assertThat(property("caravan.sandbox.active")).isEqualTo("sms");
    }

    @Test
    void doNothingWhenEverythingIsConfigured() {
        start(Map.of(
                "caravan.smtp.host", "mail.example.com",
                "caravan.telegram.bot-token", "1:real",
                "caravan.sms.providers", "smsc"));

        assertThat(context.getBean(Sandbox.class).active()).isEmpty();
        assertThat(context.getEnvironment().getProperty("caravan.sandbox.active"))
                .isNull();
    }

    @Test
    void stopWithTheApplicationAndAfterEveryBeanThatMaySend() {
        context.register(Sender.class);
        start(Map.of());
        int smtp = Integer.parseInt(property("caravan.smtp.port"));
        int http = URI.create(property("caravan.sms.smsc.url")).getPort();
        AtomicBoolean reached = context.getBean(Sender.class).reachedAtTheEnd;

        context.close();

        assertThat(reached).isTrue();
        assertThatThrownBy(() -> new Socket("127.0.0.1", smtp)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> new Socket("127.0.0.1", http)).isInstanceOf(ConnectException.class);
    }

    @Test
    void keepAsManyMessagesAsConfigured() throws Exception {
        start(Map.of("caravan.sandbox.keep", "2"));
        try (MailClient mail = new MailClient(Integer.parseInt(property("caravan.smtp.port")))) {
            for (int i = 0; i < 3; i++) {
                mail.send("Subject " + i, "text", "anna@example.com");
            }
        }

        assertThat(context.getBean(Sandbox.class).list(null, null, null, null).findValuesAsText("subject"))
                .containsExactly("Subject 2", "Subject 1");
    }

    private void start(Map<String, Object> configured) {
        Map<String, Object> properties = new HashMap<>(NOTHING_CONFIGURED);
        properties.putAll(configured);
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.register(Settings.class, SandboxConfiguration.class);
        context.refresh();
    }

    private String property(String name) {
        return context.getEnvironment().getRequiredProperty(name);
    }

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

    /** Stands for Camel, which sends until the end. */
    static class Sender implements DisposableBean {

        private final AtomicBoolean reachedAtTheEnd = new AtomicBoolean();

        @Value("${caravan.smtp.port}")
        private int smtpPort;

        @Override
        public void destroy() throws IOException {
            new Socket("127.0.0.1", smtpPort).close();
            reachedAtTheEnd.set(true);
        }
    }
}
