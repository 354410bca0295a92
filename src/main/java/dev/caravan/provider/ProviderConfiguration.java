package dev.caravan.provider;

import java.time.Clock;
import java.util.Map;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpSettings.class, ProviderConfiguration.Settings.class})
class ProviderConfiguration {

    @Bean
    Providers providers(Settings settings, Clock clock) {
        return new Providers(settings.providers(), clock);
    }

    @Bean
    Deadlines deadlines() {
        return new Deadlines();
    }

    @Bean
    ComponentCustomizer hardenedHttp(HttpSettings settings, Deadlines deadlines, Clock clock) {
        return new HardenedHttp(settings, deadlines, clock);
    }

    @Bean
    GuardedHttp guardedHttp(HttpSettings settings, Deadlines deadlines, Clock clock) {
        return new GuardedHttp(settings, deadlines, clock);
    }

    @ConfigurationProperties("caravan")
    record Settings(@DefaultValue Map<String, Limits> providers) {}
}
