package dev.caravan.mail;

import java.util.regex.Pattern;

/**
 * Tells from a mail server's refusal whether the address itself is at fault, so that no other mail to it has a chance. What
 * is about the message, about us or about a full mailbox is none of the address's fault.
 */
public final class DeadAddress {

    /** RFC 3463: no such mailbox, system or address, moved, disabled; 5.1.10: the domain takes no mail (RFC 7505). */
    private static final Pattern STATUS = Pattern.compile("5\\.(1\\.(0|1|2|3|6|10)|2\\.1|4\\.4)");

    /** Says that something is wrong and not what. */
    private static final Pattern VAGUE = Pattern.compile("|5\\.0\\.\\d+|5\\.1\\.0|5\\.3\\.0|5\\.5\\.\\d+|5\\.4\\.4");

    private static final Pattern OTHER_WORDS = Pattern.compile(
            "(?i)spam|polic|block|black ?list|listed|reputation|denied|relay|authenti|log ?in|credential|limit|too (many|large)"
                    + "|\\brate\\b|spf\\b|dkim|dmarc|gr[ae]y ?list|quota|\\bfull\\b|content|virus|sender|helo|reverse|ptr\\b"
                    + "|спам|переполнен|заблокирован|отправител");

    private static final Pattern GONE = Pattern.compile("(?i)no such user|user (unknown|not found)|unknown user");

    private DeadAddress() {}

    /**
     * @param code the three digits of the reply; 0 if only the status is known, as in a bounce
     * @param status the enhanced status such as {@code 5.1.1}; empty if there is none
     * @param words what else the server said
     */
    public static boolean isDead(int code, String status, String words) {
        if (code != 0 && code != 550 && code != 551 && code != 553 && code != 556) {
            return false;
        }
        // Yandex says 550 5.7.1 to it, which is elsewhere the status of spam
        if (status.startsWith("5.7.") && GONE.matcher(words).find()) {
            return true;
        }
        boolean vague = VAGUE.matcher(status).matches();
        return (vague || STATUS.matcher(status).matches())
                && !(vague && OTHER_WORDS.matcher(words).find());
    }
}
