package dev.caravan.bot;

import dev.caravan.routing.TurnTaking;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the route {@code telegram-bot} names. */
@Configuration(proxyBeanMethods = false)
class BotSetup {

    /** Longer than a poll, which waits 25 seconds for news and as long again for a slow answer. */
    private static final Duration TURN = Duration.ofSeconds(90);

    /** Telegram answers 409 to the second of two who ask for news. */
    @Bean
    TurnTaking telegramBotTurn(
            @Value("${caravan.telegram.bot-updates}") boolean listens,
            @Value("${caravan.sandbox.active:}") String sandbox,
            JdbcClient jdbc) {
        if (listens && sandbox.contains("telegram")) {
            throw new IllegalStateException("TELEGRAM_BOT_UPDATES is true: set TELEGRAM_BOT_TOKEN to the bot's token");
        }
        return new TurnTaking("telegram-bot", TURN, jdbc);
    }
}
