package dev.caravan.mail;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an SMTP server answered to one command.
 *
 * @param code the three digits (RFC 5321, section 4.2)
 * @param text all lines of the answer, the code included
 */
record SmtpReply(int code, String text) {

    /** The server is about to close the connection (RFC 5321, section 4.2.3). */
    static final int CLOSING = 421;

    private static final Pattern ENHANCED = Pattern.compile("^[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern SPAN =
            Pattern.compile("\\b(\\d{1,6})\\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?)\\b");
    private static final Pattern CLOCK = Pattern.compile("\\b(\\d{1,2}):(\\d{2}):(\\d{2})\\b");
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);

    boolean positive() {
        return code >= 200 && code < 400;
    }

    boolean temporary() {
        return code >= 400 && code < 500;
    }

    /** The status of RFC 3463, for example {@code 5.1.1}, or the empty string if the server gave none. */
    String enhanced() {
        Matcher matcher = ENHANCED.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    /**
     * How long the server asked us to wait. Greylisting servers say so in words ("try again in 60 seconds", "come back
     * in 00:05:00"); there is no standard, Postal reads the same words.
     *
     * @return null if the server named no time, or one beyond a day
     */
    @Nullable
    Duration retryAfter() {
        String words = text.toLowerCase(Locale.ROOT);
        Duration wait = null;
        Matcher clock = CLOCK.matcher(words);
        Matcher span = SPAN.matcher(words);
        if (clock.find()) {
            wait = Duration.ofHours(Long.parseLong(clock.group(1)))
                    .plusMinutes(Long.parseLong(clock.group(2)))
                    .plusSeconds(Long.parseLong(clock.group(3)));
        } else if (span.find()) {
            long number = Long.parseLong(span.group(1));
            wait = switch (span.group(2).charAt(0)) {
                case 's' -> Duration.ofSeconds(number);
                case 'm' -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        }
        return wait == null || wait.isZero() || wait.compareTo(LONGEST_WAIT) > 0 ? null : wait;
    }
}
