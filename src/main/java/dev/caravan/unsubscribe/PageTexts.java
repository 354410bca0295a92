package dev.caravan.unsubscribe;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the pages say, in one language. {@code %s} is the masked address. */
record PageTexts(
        String language,
        String title,
        String question,
        String leave,
        String done,
        String still,
        String undo,
        String undone) {

    private static final PageTexts ENGLISH = new PageTexts(
            "en",
            "Mailings",
            "Stop mailings to %s?",
            "Unsubscribe",
            "There will be no more mailings to %s.",
            "Messages that you caused yourself, such as those about an order, still come.",
            "Undo",
            "Mailings to %s go on.");
    private static final PageTexts RUSSIAN = new PageTexts(
            "ru",
            "Рассылки",
            "Больше не присылать рассылки на %s?",
            "Отписаться",
            "Рассылки на %s больше не придут.",
            "Сообщения о ваших собственных действиях, например о заказе, будут приходить.",
            "Отменить",
            "Рассылки на %s снова приходят.");

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
