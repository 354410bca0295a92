package dev.caravan.sandbox;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault that a recipient asks for by its address, so that retry and failover can be seen without breaking anything.
 *
 * @param behaviour what the provider does
 * @param times how often it does so for the same message before it takes it; 0 means always
 */
record Rehearsal(Behaviour behaviour, int times) {

    static final Rehearsal NONE = new Rehearsal(Behaviour.ACCEPT, 0);

    private static final Pattern MAIL = Pattern.compile("fail\\+([a-z]+|\\d{1,4})@.*");
    private static final Pattern PHONE = Pattern.compile("[78]900555(\\d{4})");
    private static final Pattern CHAT = Pattern.compile("990000(\\d{3})");

    private static final Map<String, Rehearsal> MAIL_WORDS = Map.of(
            "temporary", always(Behaviour.TEMPORARY),
            "permanent", always(Behaviour.BLOCKED),
            "unknown", always(Behaviour.PERMANENT),
            "garbage", always(Behaviour.GARBAGE),
            "once", new Rehearsal(Behaviour.TEMPORARY, 1),
            "slow", always(Behaviour.SLOW),
            "silent", always(Behaviour.SILENT),
            "drop", always(Behaviour.DROP));

    private static final Map<String, Rehearsal> EVERY_GATEWAY = Map.of(
            "0001", always(Behaviour.TEMPORARY),
            "0002", always(Behaviour.PERMANENT));

    private static final Map<String, Rehearsal> SMSC_ALONE = Map.of(
            "0003", always(Behaviour.TEMPORARY),
            "0004", always(Behaviour.PERMANENT),
            "0005", always(Behaviour.GARBAGE),
            "0006", always(Behaviour.SILENT));

    private static final Map<String, Rehearsal> CHATS = Map.of(
            "400", always(Behaviour.PERMANENT),
            "403", always(Behaviour.BLOCKED),
            "429", new Rehearsal(Behaviour.RATE_LIMITED, 1),
            "500", always(Behaviour.TEMPORARY),
            "502", always(Behaviour.UNAVAILABLE));

    /** @param address an envelope recipient, such as {@code fail+2@example.com} */
    static Rehearsal ofMail(String address) {
        Matcher matcher = MAIL.matcher(address.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return NONE;
        }
        String word = matcher.group(1);
        return Character.isDigit(word.charAt(0))
                ? ofTimes(Integer.parseInt(word))
                : MAIL_WORDS.getOrDefault(word, NONE);
    }

    /** @param phone a number with or without its plus sign, such as {@code +79005550003} */
    static Rehearsal ofPhone(String provider, String phone) {
        Matcher matcher = PHONE.matcher(phone.replaceAll("\\D", ""));
        if (!matcher.matches()) {
            return NONE;
        }
        Rehearsal everywhere = EVERY_GATEWAY.getOrDefault(matcher.group(1), NONE);
        return everywhere == NONE && provider.equals(Faults.SMSC)
                ? SMSC_ALONE.getOrDefault(matcher.group(1), NONE)
                : everywhere;
    }

    /** @param chatId a Telegram chat id, such as {@code 990000403} */
    static Rehearsal ofChat(String chatId) {
        Matcher matcher = CHAT.matcher(chatId);
        return matcher.matches() ? CHATS.getOrDefault(matcher.group(1), NONE) : NONE;
    }

    private static Rehearsal always(Behaviour behaviour) {
        return new Rehearsal(behaviour, 0);
    }

    private static Rehearsal ofTimes(int times) {
        return times == 0 ? NONE : new Rehearsal(Behaviour.TEMPORARY, times);
    }
}
