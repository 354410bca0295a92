package dev.caravan.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** What the pages say, in English and Russian: {@code i18n/<area>.properties} and {@code i18n/<area>_ru.properties}. */
@Component
class Texts {

    static final Locale ENGLISH = Locale.ENGLISH;
    static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    static final List<Locale> LANGUAGES = List.of(ENGLISH, RUSSIAN);

    private final ProblemWords problems = new ProblemWords(RUSSIAN);
    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();

    Texts() {
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        messages.setAlwaysUseMessageFormat(false);
        messages.setBasenames(areas());
    }

    private static String[] areas() {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath:i18n/*.properties"))
                    .map(Resource::getFilename)
                    .filter(Objects::nonNull)
                    .filter(name -> !name.contains("_"))
                    .map(name -> "i18n/" + name.replace(".properties", ""))
                    .toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws org.springframework.context.NoSuchMessageException if no language has this key */
    String of(String key, Locale language, Object... values) {
        return messages.getMessage(key, values, language);
    }

    /** What a problem or a delivery's story says, which is English, in this language. */
    String said(String english, Locale language) {
        return language.equals(RUSSIAN) ? problems.of(english) : english;
    }

    /** As {@link #of}, for what may be unknown: then that itself. */
    String orItself(String prefix, String value, Locale language) {
        return Objects.requireNonNull(messages.getMessage(prefix + value, null, value, language));
    }
}
