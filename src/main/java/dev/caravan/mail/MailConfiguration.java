package dev.caravan.mail;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that the e-mail route names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SmtpSettings.class)
class MailConfiguration {

    /** Builds messages. */
    @Bean
    MailMessages mail(SmtpSettings settings, @Value("${caravan.bounces.address:}") String bounces, Clock clock) {
        return new MailMessages(settings, bounces, clock);
    }

    /** Sends them. */
    @Bean
    SmtpSender smtpSender(SmtpSettings settings, Clock clock) {
        return new SmtpSender(settings, clock);
    }

    /** Connections to the mail server, as {@code caravan.smtp.connections} by state. */
    @Bean
    MeterBinder smtpConnectionGauges(SmtpSender sender) {
        return registry -> {
            Gauge.builder("caravan.smtp.connections", sender, SmtpSender::activeConnections)
                    .tag("state", "active")
                    .register(registry);
            Gauge.builder("caravan.smtp.connections", sender, SmtpSender::idleConnections)
                    .tag("state", "idle")
                    .register(registry);
        };
    }
}
