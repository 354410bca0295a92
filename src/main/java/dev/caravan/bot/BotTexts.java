package dev.caravan.bot;

import org.jspecify.annotations.Nullable;

/** What the bot says, in one language. */
record BotTexts(String hello, String linked, String badCode, String stopped, String help, String later) {

    private static final BotTexts ENGLISH = new BotTexts(
            "Hello! Messages will come to this chat. /stop ends the mailings.",
            "Done: this chat is linked to you. /stop ends the mailings.",
            "This link is not valid any more. Please ask for a new one.",
            "There will be no more mailings here. /start brings them back.",
            "I know two commands: /start and /stop.",
            "That did not work just now. Please try again in a few minutes.");
    private static final BotTexts RUSSIAN = new BotTexts(
            "Здравствуйте! Сообщения будут приходить в этот чат. /stop отключает рассылки.",
            "Готово: чат привязан к вам. /stop отключает рассылки.",
            "Эта ссылка больше не действует. Пожалуйста, запросите новую.",
            "Рассылок здесь больше не будет. /start вернёт их.",
            "Я знаю две команды: /start и /stop.",
            "Сейчас не получилось. Пожалуйста, попробуйте ещё раз через несколько минут.");

    /** @param languageCode of the person's Telegram */
    static BotTexts of(@Nullable String languageCode) {
        return languageCode != null && (languageCode.equals("ru") || languageCode.startsWith("ru-"))
                ? RUSSIAN
                : ENGLISH;
    }
}
