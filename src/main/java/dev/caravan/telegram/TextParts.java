package dev.caravan.telegram;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into messages that Telegram takes. */
final class TextParts {

    /** https://core.telegram.org/bots/api#sendmessage: 1-4096 characters; counted here in UTF-16 units, which are no fewer. */
    static final int LONGEST = 4096;

    /** So far a cut moves back rather than divide one visible character, such as a family emoji. */
    private static final int LONGEST_CHARACTER = 64;

    private static final char ZERO_WIDTH_JOINER = '\u200D';

    private TextParts() {}

    /**
     * The text in order, cut after a line break, else after a space, else between two characters. Joined again the parts
     * are the text, with one exception: a part of blanks alone, of which Telegram would show nothing and which it
     * refuses, is left out.
     */
    static List<String> of(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (text.length() - start > LONGEST) {
            int end = cut(text, start);
            parts.add(text.substring(start, end));
            start = end;
        }
        parts.add(text.substring(start));
        if (parts.size() > 1) {
            parts.removeIf(String::isBlank);
        }
        return parts.isEmpty() ? List.of(text.substring(0, LONGEST)) : List.copyOf(parts);
    }

    private static int cut(String text, int start) {
        int end = start + LONGEST;
        int half = start + LONGEST / 2;
        int newline = text.lastIndexOf('\n', end - 1) + 1;
        if (newline > half && !text.substring(start, newline).isBlank()) {
            return newline;
        }
        for (int i = end; i > half; i--) {
            boolean blankBefore = Character.isWhitespace(text.charAt(i - 1));
            if (blankBefore && !joined(text, i) && !text.substring(start, i).isBlank()) {
                return i;
            }
        }
        for (int i = end; i > end - LONGEST_CHARACTER; i--) {
            if (!joined(text, i)) {
                return i;
            }
        }
        return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }

    /** Whether what stands before and after this place is seen as one character, or may be. */
    private static boolean joined(String text, int place) {
        int after = text.codePointAt(place);
        int before = text.codePointBefore(place);
        return Character.isLowSurrogate(text.charAt(place)) && Character.isHighSurrogate(text.charAt(place - 1))
                || before == ZERO_WIDTH_JOINER
                || after == ZERO_WIDTH_JOINER
                || isMark(after)
                || isModifier(after)
                || isFlagLetter(before) && isFlagLetter(after) && oddFlagLettersBefore(text, place)
                || before == '\r' && after == '\n';
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /** The five skin tones. */
    private static boolean isModifier(int codePoint) {
        return codePoint >= 0x1F3FB && codePoint <= 0x1F3FF;
    }

    private static boolean isFlagLetter(int codePoint) {
        return codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF;
    }

    private static boolean oddFlagLettersBefore(String text, int place) {
        int letters = 0;
        for (int i = place; i >= 2 && isFlagLetter(text.codePointBefore(i)); i -= 2) {
            letters++;
        }
        return letters % 2 == 1;
    }
}
