package dev.caravan.webhook;

import java.util.regex.Pattern;

/** What is kept of an endpoint's answer: enough to find its fault by, and nothing that it may repeat of persons or secrets. */
final class Answers {

    private static final int LONGEST = 200;
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"']+@[^\\s<>\"']+");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_+/=-]{24,}");
    private static final Pattern NUMBER = Pattern.compile("\\+?\\d[\\d ().-]{4,}\\d");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\uFFFD\\s]+");

    private Answers() {}

    static String redacted(String body) {
        String text = ADDRESS.matcher(body).replaceAll("<address>");
        text = TOKEN.matcher(text).replaceAll("<token>");
        text = NUMBER.matcher(text).replaceAll("<number>");
        text = UNSEEN.matcher(text).replaceAll(" ").strip();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
