package dev.caravan.console;

import dev.caravan.access.Scope;
import dev.caravan.account.Login;
import dev.caravan.account.Role;
import dev.caravan.api.Problem;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** What every page knows: who looks at it, in which language, time zone and theme, and how to say things there. */
public final class Page {

    private static final Locale BRITISH = Locale.UK;
    private static final Duration FAR = Duration.ofDays(60);

    private final Texts texts;
    private final Assets assets;
    private final Preferences preferences;
    private final Optional<Login> user;
    private final String csrf;
    private final String path;
    private final String query;
    private final String site;
    private final @Nullable Notice notice;
    private final Instant now;

    Page(
            Texts texts,
            Assets assets,
            Preferences preferences,
            Optional<Login> user,
            String csrf,
            String path,
            String query,
            String site,
            @Nullable Notice notice,
            Instant now) {
        this.texts = texts;
        this.assets = assets;
        this.preferences = preferences;
        this.user = user;
        this.csrf = csrf;
        this.path = path;
        this.query = query;
        this.site = site;
        this.notice = notice;
        this.now = now;
    }

    /** The text of this key, in the reader's language. */
    public String t(String key, Object... values) {
        return texts.of(key, preferences.language(), values);
    }

    /** The reader's word for a value that the program knows, as {@code status.sent}; for another the value itself. */
    public String word(String kind, String value) {
        return texts.orItself(kind + ".", value, preferences.language());
    }

    /** A text of a {@link Problem} or of a delivery's story, which is English as the API's are, in the reader's language. */
    public String said(String english) {
        return texts.said(english, preferences.language());
    }

    /** A problem in the reader's language. */
    public Problem said(Problem problem) {
        return problem.reworded(this::said);
    }

    public String language() {
        return preferences.language().toLanguageTag();
    }

    public String otherLanguage() {
        return language().equals("ru") ? "en" : "ru";
    }

    /** {@code auto}, {@code light} or {@code dark}. */
    public String theme() {
        return preferences.theme();
    }

    public ZoneId zone() {
        return preferences.zone();
    }

    public Optional<Login> user() {
        return user;
    }

    /** Whether the reader may use operations of this scope. */
    public boolean can(Scope scope) {
        return user.filter(login -> login.role().scopes().contains(scope)).isPresent();
    }

    public boolean is(Role role) {
        return user.filter(login -> login.role().includes(role)).isPresent();
    }

    /** The areas that the reader may see. */
    public List<Area> areas() {
        return Arrays.stream(Area.values()).filter(area -> is(area.role())).toList();
    }

    public boolean in(Area area) {
        return area.has(path);
    }

    /** The token that every form sends along as {@code _csrf}. */
    public String csrf() {
        return csrf;
    }

    /** The path of this page, with its query. */
    public String here() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** The path of this page with another value of one parameter. */
    public String with(String parameter, String value) {
        // What the browser sent is encoded already.
        return UriComponentsBuilder.fromUriString(here())
                .replaceQueryParam(parameter, UriUtils.encode(value, StandardCharsets.UTF_8))
                .build()
                .toUriString();
    }

    /** A path with those of these parameters that are not empty. */
    public static String at(String path, Map<String, String> parameters) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath(path);
        parameters.forEach((name, value) -> {
            if (!value.isEmpty()) {
                uri.queryParam(name, UriUtils.encode(value, StandardCharsets.UTF_8));
            }
        });
        return uri.build().toUriString();
    }

    /** Where this service is reached, for commands to copy. */
    public String site() {
        return site;
    }

    /** What the action before said; null if nothing. */
    public @Nullable Notice notice() {
        return notice;
    }

    /** Where a file of {@code resources/console} is found, under a name that changes with it. */
    public String asset(String name) {
        return assets.of(name);
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale()).format(number);
    }

    public String decimal(double number) {
        NumberFormat format = NumberFormat.getNumberInstance(locale());
        format.setMaximumFractionDigits(Math.abs(number) < 10 ? 2 : Math.abs(number) < 100 ? 1 : 0);
        return format.format(number);
    }

    /** A share from 0 to 1. */
    public String percent(double share) {
        NumberFormat format = NumberFormat.getPercentInstance(locale());
        format.setMaximumFractionDigits(share > 0.99 && share < 1 ? 2 : 1);
        return format.format(share);
    }

    /** Day and time in the reader's zone; for nothing a dash. */
    public String time(@Nullable String instant) {
        return instant == null || instant.isEmpty() ? "–" : time(Instant.parse(instant));
    }

    /** Without the day if that is today. */
    public String time(Instant instant) {
        ZonedDateTime there = instant.atZone(zone());
        boolean today = there.toLocalDate().equals(now.atZone(zone()).toLocalDate());
        return DateTimeFormatter.ofPattern(today ? "HH:mm:ss" : "d MMM yyyy, HH:mm:ss", locale())
                .format(there);
    }

    /** As {@link #instant(String, ZoneId)}, in the reader's zone. */
    public String instant(@Nullable String typed) {
        return instant(typed, zone());
    }

    /**
     * What {@code <input type="datetime-local">} gives, as the API takes it. Empty for nothing; what is no time stays as it is, so
     * that the API says what is wrong with it.
     */
    public static String instant(@Nullable String typed, ZoneId zone) {
        if (typed == null || typed.isBlank()) {
            return "";
        }
        try {
            return LocalDateTime.parse(typed.strip()).atZone(zone).toInstant().toString();
        } catch (DateTimeException e) {
            return typed;
        }
    }

    /** How long ago, or in how long, in one unit; the day, if that is far away. */
    public String ago(@Nullable String instant) {
        if (instant == null || instant.isEmpty()) {
            return "–";
        }
        Duration since = Duration.between(Instant.parse(instant), now);
        if (since.abs().compareTo(FAR) > 0) {
            return DateTimeFormatter.ofPattern("d MMM yyyy", locale())
                    .format(Instant.parse(instant).atZone(zone()));
        }
        return since.isNegative() ? t("time.in", duration(since.negated())) : t("time.ago", duration(since));
    }

    /** In the biggest unit that it fills. */
    public String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return t("time.ms", number(duration.toMillis()));
        }
        if (seconds < 120) {
            return t("time.s", number(seconds));
        }
        if (seconds < 7200) {
            return t("time.min", number(seconds / 60));
        }
        return seconds < 172_800 ? t("time.h", number(seconds / 3600)) : t("time.d", number(seconds / 86_400));
    }

    private Locale locale() {
        return language().equals("ru") ? preferences.language() : BRITISH;
    }
}
