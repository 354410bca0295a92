package dev.caravan.telegram;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.provider.HttpSettings;
import java.net.http.HttpClient;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

@Configuration(proxyBeanMethods = false)
class TelegramSetup {

    /** Not named {@code telegram}: Camel would take it for the component of that name. */
    @Bean
    TelegramTexts telegramTexts() {
        return new TelegramTexts(Ticker.systemTicker());
    }

    /** One for each Camel context: a context that only tries routes out must not stop the component of the one that runs. */
    @Bean("telegram-component")
    @Scope("prototype")
    SafeTelegram telegramComponent(
            @Value("${caravan.telegram.base-uri}") String baseUri,
            @Value("${caravan.telegram.bot-token}") String token,
            HttpSettings settings,
            Clock clock) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return new SafeTelegram(baseUri, token, http, settings.deadline(), clock);
    }
}
