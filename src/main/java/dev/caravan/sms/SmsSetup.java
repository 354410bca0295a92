package dev.caravan.sms;

import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

@Configuration(proxyBeanMethods = false)
class SmsSetup {

    /** Makes {@code {{caravan.sms.first}}} and the others of {@link SmsPlaceholders} known to routes. */
    @Bean
    static BeanFactoryPostProcessor smsPlaceholders(ConfigurableEnvironment environment) {
        return beans -> environment.getPropertySources().addLast(new SmsPlaceholders(environment));
    }

    @Bean
    Smsc smsc(
            @Value("${caravan.sms.smsc.login:}") String login,
            @Value("${caravan.sms.smsc.password:}") String password,
            Clock clock) {
        return new Smsc(login, password, clock);
    }

    /** Asks for the providers' order, so that a wrong one stops the start here and with one line. */
    @Bean
    Probe probe(
            @Value("${caravan.sms.probe.token:}") String token,
            @Value("${caravan.sms.first}") String first,
            Clock clock) {
        return new Probe(token, clock);
    }
}
