package dev.caravan.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says the texts of {@linkplain dev.caravan.api.Problem problems}, and of what became of a delivery and why, in another language
 * than English. What makes them knows no reader, and the API speaks English; so a text is recognized here by the patterns of
 * {@code i18n/problems.properties}, where <code>{0}</code> stands for what varies. One that no pattern covers stays as it is.
 */
final class ProblemWords {

    private static final String TEXTS = "i18n/problems";
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    /** A longer text mostly repeats what was typed, and to look for words in it takes the square of its length. */
    private static final int LONGEST = 1_000;

    /** Those that never vary, by their English; of the others each is tried in turn. */
    private final Map<String, String> fixed = new HashMap<>();

    private final List<Wording> varying = new ArrayList<>();

    ProblemWords(Locale language) {
        ResourceBundle english = ResourceBundle.getBundle(TEXTS, Locale.ROOT);
        ResourceBundle other = ResourceBundle.getBundle(TEXTS, language);
        for (String key : english.keySet()) {
            String text = english.getString(key);
            if (PLACE.matcher(text).find()) {
                varying.add(Wording.of(text, other.getString(key)));
            } else {
                fixed.put(text, other.getString(key));
            }
        }
        varying.sort(Comparator.comparingInt(Wording::literals).reversed().thenComparing(Wording::other));
    }

    /** The text in the other language, line by line: a fault that is kept may be several. */
    String of(String english) {
        return english.lines().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(String english) {
        if (english.length() > LONGEST) {
            return english;
        }
        String whole = fixed.get(english);
        if (whole != null) {
            return whole;
        }
        for (Wording wording : varying) {
            Matcher matcher = wording.english().matcher(english);
            if (matcher.matches()) {
                return fill(wording.other(), matcher);
            }
        }
        return english;
    }

    /** What varies may hold words of its own: {@code email: is required}. */
    private String fill(String other, Matcher matcher) {
        return PLACE.matcher(other).replaceAll(place -> Matcher.quoteReplacement(line(matcher.group(group(place)))));
    }

    private static String group(MatchResult place) {
        return "v" + place.group(1);
    }

    /**
     * A text in both languages.
     *
     * @param literals how many characters of the English do not vary: of two that fit, the one with more says more
     */
    private record Wording(Pattern english, String other, int literals) {

        static Wording of(String english, String other) {
            StringBuilder expression = new StringBuilder();
            Matcher place = PLACE.matcher(english);
            int end = 0;
            int literals = 0;
            while (place.find()) {
                literals += place.start() - end;
                expression.append(Pattern.quote(english.substring(end, place.start())));
                expression.append("(?<").append(group(place)).append(">.*?)");
                end = place.end();
            }
            expression.append(Pattern.quote(english.substring(end)));
            return new Wording(Pattern.compile(expression.toString()), other, literals + english.length() - end);
        }
    }
}
