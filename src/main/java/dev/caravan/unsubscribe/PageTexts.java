package dev.caravan.unsubscribe;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the pages say, in one language. {@code %s} is the masked address, or that of the sender. */
record PageTexts(
        String language,
        String title,
        String question,
        String leave,
        String done,
        String still,
        String undo,
        String undone,
        String spoilt,
        String mend,
        String ask,
        String askAt) {

    private static final PageTexts ENGLISH = new PageTexts(
            "en",
            "Mailings",
            "Stop mailings to %s?",
            "Unsubscribe",
            "There will be no more mailings to %s.",
            "Messages that you caused yourself, such as those about an order, still come.",
            "Undo",
            "Mailings to %s go on.",
            "This link does not work.",
            "It is not complete, or was changed on its way. Open it again from the message, or copy it whole from there.",
            "If that does not help, answer the message: whoever sent it can take you off the list.",
            "If that does not help, answer the message or write to %s: whoever sent it can take you off the list.");
    private static final PageTexts RUSSIAN = new PageTexts(
            "ru",
            "Рассылки",
            "Больше не присылать рассылки на %s?",
            "Отписаться",
            "Рассылки на %s больше не придут.",
            "Сообщения о ваших собственных действиях, например о заказе, будут приходить.",
            "Отменить",
            "Рассылки на %s снова приходят.",
            "Эта ссылка не работает.",
            "Она неполная или изменилась по дороге. Откройте её из сообщения ещё раз или скопируйте оттуда целиком.",
            "Если это не поможет, ответьте на сообщение: отправитель может исключить вас из рассылки.",
            "Если это не поможет, ответьте на сообщение или напишите на %s: отправитель может исключить вас из рассылки.");

    /** Those in the language that a browser wants; English if it wants none of ours (RFC 4647, section 3.4). */
    static PageTexts of(@Nullable String acceptLanguage) {
        try {
            List<Locale.LanguageRange> wanted =
                    Locale.LanguageRange.parse(acceptLanguage == null ? "en" : acceptLanguage);
            String found = Locale.lookupTag(wanted, List.of("ru", "en"));
            return "ru".equals(found) ? RUSSIAN : ENGLISH;
        } catch (IllegalArgumentException e) {
            return ENGLISH;
        }
    }
}
