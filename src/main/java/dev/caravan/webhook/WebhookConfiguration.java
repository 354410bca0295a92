package dev.caravan.webhook;

import dev.caravan.provider.GuardedHttp;
import java.net.InetAddress;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
class WebhookConfiguration {

    private static final int ANSWER_BYTES = 4_096;

    WebhookConfiguration(WebhookSettings settings) {
        settings.check();
    }

    @Bean
    Targets.Lookup dns() {
        return InetAddress::getAllByName;
    }

    /** One for each endpoint that names it, which closes it at its end: when its route was edited, or only tried out. */
    @Bean
    @Scope("prototype")
    HttpClientConnectionManager webhookConnections(GuardedHttp http, Targets targets, WebhookSettings settings) {
        return http.connections(targets, 2 * settings.workers(), settings.perEndpoint());
    }

    @Bean
    HttpClientConfigurer webhookAnswers(GuardedHttp http) {
        return http.firstPartOfAnswer(ANSWER_BYTES);
    }
}
