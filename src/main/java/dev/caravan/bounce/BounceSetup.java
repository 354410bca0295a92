package dev.caravan.bounce;

import dev.caravan.routing.TurnTaking;
import jakarta.mail.PasswordAuthentication;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.mail.MailAuthenticator;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the route {@code bounces} names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BounceSettings.class)
class BounceSetup {

    /** Longer than 20 messages take to read. */
    private static final Duration TURN = Duration.ofMinutes(5);

    @Bean
    MailAuthenticator bouncesLogin(BounceSettings settings) {
        settings.check();
        return new MailAuthenticator() {
            @Override
            public PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(settings.user(), settings.password());
            }
        };
    }

    @Bean
    TurnTaking bouncesTurn(JdbcClient jdbc) {
        return new TurnTaking("bounces", TURN, jdbc);
    }

    /** POP3 has no mark for what was read: this process remembers it. With IMAP the mailbox does, and this does nothing. */
    @Bean
    IdempotentRepository bouncesRead(BounceSettings settings) {
        return settings.pop3() ? MemoryIdempotentRepository.memoryIdempotentRepository(10_000) : new Forgetful();
    }

    /** Messages come in pieces, and over connections that do not wait for ever. */
    @Bean
    Properties bouncesConnection(BounceSettings settings) {
        Properties properties = new Properties();
        String prefix = "mail." + settings.protocol() + ".";
        properties.put(prefix + "timeout", "30000");
        properties.put(prefix + "connectiontimeout", "10000");
        properties.put(prefix + "writetimeout", "30000");
        properties.put(prefix + "fetchsize", "65536");
        properties.put(prefix + "filecache.enable", "true");
        properties.put(prefix + "ssl.checkserveridentity", "true");
        return properties;
    }
}
