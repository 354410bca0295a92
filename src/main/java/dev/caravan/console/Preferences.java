package dev.caravan.console;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.util.WebUtils;

/** How a reader wants the pages, as cookies say; without them the browser's language, UTC until the browser told its zone. */
record Preferences(Locale language, ZoneId zone, String theme) {

    static final String LANGUAGE = "caravan_language";
    static final String ZONE = "caravan_zone";
    static final String THEME = "caravan_theme";
    static final List<String> THEMES = List.of("auto", "light", "dark");

    static Preferences of(HttpServletRequest request) {
        String language = cookie(LANGUAGE, request).orElse(request.getLocale().getLanguage());
        String theme = cookie(THEME, request).filter(THEMES::contains).orElse("auto");
        return new Preferences(language.equals("ru") ? Texts.RUSSIAN : Texts.ENGLISH, zone(request), theme);
    }

    private static ZoneId zone(HttpServletRequest request) {
        try {
            return cookie(ZONE, request)
                    .map(name -> name.replace("%2F", "/"))
                    .map(ZoneId::of)
                    .orElse(ZoneOffset.UTC);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    private static Optional<String> cookie(String name, HttpServletRequest request) {
        return Optional.ofNullable(WebUtils.getCookie(request, name)).map(cookie -> cookie.getValue());
    }
}
