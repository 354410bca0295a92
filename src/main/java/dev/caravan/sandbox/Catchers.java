package dev.caravan.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Starts a catcher for each thing that is not configured and points the configuration at it, before any bean reads it.
 * As the first bean made it is the last destroyed: Camel has stopped sending by then.
 */
final class Catchers implements BeanFactoryPostProcessor, PriorityOrdered, DisposableBean {

    static final String MAIL = "mail";
    static final String TELEGRAM = "telegram";
    static final String SMS = "sms";

    private static final Logger log = LoggerFactory.getLogger(Catchers.class);

    private static final int KEEP = 1_000;
    private static final String TOKEN = "0:sandbox";
    private static final String ACCOUNT = "sandbox";

    private final ConfigurableEnvironment environment;
    private final Supplier<Instant> now;
    private final List<String> active = new ArrayList<>();
    private final CaughtMessages caught;
    private final Faults faults;
    private @Nullable SmtpCatcher smtp;
    private @Nullable HttpCatcher http;

    Catchers(ConfigurableEnvironment environment, ObjectProvider<Clock> clock) {
        this.environment = environment;
        // asked for only when a message comes: now is too early to make other beans
        Supplier<Clock> lazily = SingletonSupplier.of(() -> clock.getIfUnique(Clock::systemUTC));
        this.now = () -> lazily.get().instant();
        int keep = environment.getProperty("caravan.sandbox.keep", Integer.class, KEEP);
        if (keep < 1) {
            throw new IllegalStateException("caravan.sandbox.keep is " + keep + ", it must be 1 or more");
        }
        this.caught = new CaughtMessages(keep, now);
        this.faults = new Faults(now);
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (isMissing("caravan.smtp.host")) {
            active.add(MAIL);
            startSmtp(properties);
        }
        if (isMissing("caravan.telegram.bot-token")) {
            active.add(TELEGRAM);
            startTelegram(properties);
        }
        if (isMissing("caravan.sms.providers")) {
            active.add(SMS);
            startSms(properties);
        }
        if (http != null) {
            http.start();
        }
        if (!active.isEmpty()) {
            properties.put("caravan.sandbox.active", String.join(", ", active));
            environment.getPropertySources().addFirst(new MapPropertySource("sandbox", properties));
            log.info("Sandbox: {} stay in this process, see /console/sandbox", String.join(", ", active));
        }
    }

    List<String> active() {
        return List.copyOf(active);
    }

    CaughtMessages caught() {
        return caught;
    }

    Faults faults() {
        return faults;
    }

    @Override
    public void destroy() {
        if (smtp != null) {
            smtp.stop();
        }
        if (http != null) {
            http.stop();
        }
    }

    private boolean isMissing(String property) {
        return !StringUtils.hasText(environment.getProperty(property));
    }

    private void startSmtp(Map<String, Object> properties) {
        smtp = new SmtpCatcher(loopback(), caught, faults);
        properties.put("caravan.smtp.host", "127.0.0.1");
        properties.put("caravan.smtp.port", smtp.port());
        properties.put("caravan.smtp.use-tls", false);
        properties.put("caravan.smtp.user", "");
        properties.put("caravan.smtp.password", "");
    }

    private void startTelegram(Map<String, Object> properties) {
        http().serve("/bot", new TelegramCatcher(TOKEN, now));
        properties.put("caravan.telegram.bot-token", TOKEN);
        properties.put("caravan.telegram.base-uri", http().url());
    }

    private void startSms(Map<String, Object> properties) {
        http().serve("/sys/send.php", new SmscCatcher(ACCOUNT, ACCOUNT));
        http().serve("/send/", new ProbeCatcher(ACCOUNT));
        properties.put("caravan.sms.providers", Faults.SMSC + "," + Faults.PROBE);
        properties.put("caravan.sms.smsc.url", http().url());
        properties.put("caravan.sms.smsc.login", ACCOUNT);
        properties.put("caravan.sms.smsc.password", ACCOUNT);
        properties.put("caravan.sms.probe.url", http().url());
        properties.put("caravan.sms.probe.token", ACCOUNT);
    }

    private HttpCatcher http() {
        if (http == null) {
            http = new HttpCatcher(loopback(), caught, faults);
        }
        return http;
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
