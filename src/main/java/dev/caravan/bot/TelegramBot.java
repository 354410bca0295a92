package dev.caravan.bot;

import dev.caravan.suppression.Suppression;
import dev.caravan.suppression.Suppression.Reason;
import dev.caravan.suppression.Suppressions;
import dev.caravan.telegram.SpeakingUser;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.telegram.model.IncomingMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** The step of the route {@code telegram-bot}: what a person says to the bot, and what it answers. */
@Component("telegramBot")
public class TelegramBot {

    private static final Logger LOG = LoggerFactory.getLogger(TelegramBot.class);
    private static final String CHANNEL = "telegram";

    private final Suppressions suppressions;
    private final ChatLinks links;

    TelegramBot(Suppressions suppressions, LinkCodes codes, ObjectProvider<ChatLinks> links) {
        this.suppressions = suppressions;
        this.links = links.getIfAvailable(
                () -> (code, chat) -> codes.redeem(code, chat).isPresent());
    }

    /**
     * Does what a message asks for. The body becomes the answer and the variable {@code chat} where it goes; no body means no
     * answer. Only what a person says in a chat of their own counts: in a group, one would speak for all.
     */
    public void hear(Exchange exchange) {
        Object said = exchange.getMessage().getBody();
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        if (said instanceof IncomingMessage message && isPrivate(message) && isCommand(message.getText())) {
            String chat = message.getChat().getId();
            exchange.setVariable("chat", chat);
            exchange.getMessage().setBody(answer(message.getText().strip(), chat, texts(message)));
        }
    }

    private String answer(String command, String chat, BotTexts texts) {
        String[] words = command.split("\\s+", 3);
        try {
            return switch (words[0].replaceFirst("@.*", "")) {
                case "/start" -> start(words.length > 1 ? words[1] : null, chat, texts);
                case "/stop" -> stop(chat, texts);
                default -> texts.help();
            };
        } catch (DataAccessException e) {
            LOG.warn("The store cannot take what was said to the Telegram bot: {}", e.getMessage());
            return texts.later();
        }
    }

    private String start(@Nullable String code, String chat, BotTexts texts) {
        // Whoever comes back wants messages again, and has not blocked the bot any more.
        suppressions.lift(CHANNEL, chat, Reason.UNSUBSCRIBED, Reason.BOUNCED);
        if (code == null) {
            return texts.hello();
        }
        return code.length() <= 64 && links.link(code, chat) ? texts.linked() : texts.badCode();
    }

    private String stop(String chat, BotTexts texts) {
        suppressions.add(List.of(Suppression.of(CHANNEL, chat, Reason.UNSUBSCRIBED, "/stop to the bot")));
        return texts.stopped();
    }

    private static boolean isPrivate(IncomingMessage message) {
        return message.getChat() != null
                && message.getChat().getId() != null
                && !message.getChat().getId().startsWith("-");
    }

    private static boolean isCommand(@Nullable String text) {
        return text != null && text.strip().startsWith("/");
    }

    private static BotTexts texts(IncomingMessage message) {
        return BotTexts.of(message.getFrom() instanceof SpeakingUser user ? user.getLanguageCode() : null);
    }
}
