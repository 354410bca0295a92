package dev.caravan.sms;

/** How many SMS a text takes: what the operator counts and charges (3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1). */
public final class Segments {

    /** The GSM 7-bit default alphabet; one septet a character. */
    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /** Its extension table; an escape and the character, two septets. */
    private static final String EXTENDED = "\f^{}\\[~]|€";

    private Segments() {}

    /** At least 1, also for an empty text. One character outside the GSM alphabet makes the whole text UCS-2. */
    public static int count(String text) {
        int septets = septets(text);
        return septets < 0 ? unicode(text) : gsm(text, septets);
    }

    private static int septets(String text) {
        int septets = 0;
        for (int i = 0; i < text.length(); i++) {
            int size = size(text.charAt(i));
            if (size == 0) {
                return -1;
            }
            septets += size;
        }
        return septets;
    }

    private static int size(char c) {
        return BASIC.indexOf(c) >= 0 ? 1 : EXTENDED.indexOf(c) >= 0 ? 2 : 0;
    }

    private static int gsm(String text, int septets) {
        if (septets <= 160) {
            return 1;
        }
        int segments = 1;
        int used = 0;
        for (int i = 0; i < text.length(); i++) {
            int size = size(text.charAt(i));
            // An escape is not parted from its character.
            if (used + size > 153) {
                segments++;
                used = 0;
            }
            used += size;
        }
        return segments;
    }

    private static int unicode(String text) {
        if (text.length() <= 70) {
            return 1;
        }
        int segments = 1;
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int size = Character.charCount(text.codePointAt(i));
            if (used + size > 67) {
                segments++;
                used = 0;
            }
            used += size;
            i += size;
        }
        return segments;
    }
}
