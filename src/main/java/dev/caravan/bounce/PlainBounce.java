package dev.caravan.bounce;

import dev.caravan.bounce.Bounce.Kind;
import dev.caravan.mail.DeadAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a bounce that is written for people alone: qmail's, old Exim's, and what gateways make up. */
final class PlainBounce {

    private static final int CI = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern SENDER = Pattern.compile("mailer-daemon|postmaster|mail delivery|mdaemon", CI);
    private static final Pattern SUBJECT = Pattern.compile(
            "undeliver|delivery (status|fail|delay)|failure notice|returned (mail|to sender)|mail (delivery )?fail"
                    + "|delayed|could not be delivered|не ?доставлен|ошибка доставки|退信|系统退信|无法投递|投递失败",
            CI);
    private static final Pattern QMAIL = Pattern.compile("this is the qmail-send program", CI);

    private static final Pattern WAITS = Pattern.compile(
            "will (keep|continue) (on )?(trying|to try)|still being retried|has not yet been delivered|warning message only"
                    + "|delivery (is |has been )?delayed|попытки доставки будут продолжены|пока не доставлено|还会继续|继续尝试",
            CI);
    private static final Pattern GONE = Pattern.compile(
            "no such (user|mailbox|recipient|address)|user unknown|unknown (user|recipient|mailbox)|user not found"
                    + "|(user|mailbox|account|recipient|address)[^\\n]{0,60}(does(n't| not) exist|not exist|is disabled|invalid)"
                    + "|no mailbox here|invalid (recipient|mailbox)|unrouteable address"
                    + "|(пользовател|ящик|адрес)[^\\n]{0,80}(не существует|не найден|отключ[её]н|заблокирован)"
                    + "|(用户|收件人|邮箱|地址)[^。\\n]{0,30}不存在",
            CI);
    private static final Pattern FINAL = Pattern.compile(
            "permanent (fatal )?error|permanent failure|i've given up|giving up|could not be delivered|not delivered"
                    + "|delivery (to the following .{0,60})?failed|не (удалось|может быть|было) доставл?|不能|无法",
            CI);
    private static final Pattern REPLY =
            Pattern.compile("(?<![\\d.])([45]\\d\\d)[ \\-](?:#?([45]\\.\\d{1,3}\\.\\d{1,3})\\b)?");
    private static final Pattern STATUS = Pattern.compile("\\(?#?\\b([45]\\.\\d{1,3}\\.\\d{1,3})\\b");

    private PlainBounce() {}

    /** Whether a mail server wrote it, going by what stands at its top. */
    static boolean is(Letter letter) {
        return !letter.header("X-Failed-Recipients").isEmpty()
                || QMAIL.matcher(letter.text()).find()
                || (SENDER.matcher(letter.header("From")).find()
                        && SUBJECT.matcher(letter.header("Subject")).find());
    }

    /** What the text says; null if it cannot be told. */
    static @Nullable Result read(String text) {
        if (WAITS.matcher(text).find()) {
            return new Result(Kind.TEMPORARY, false, line(text, WAITS));
        }
        Matcher reply = REPLY.matcher(text);
        if (reply.find()) {
            String status = reply.group(2) == null ? "" : reply.group(2);
            String words = text.substring(reply.start(), lineEnd(text, reply.start()));
            return result(Integer.parseInt(reply.group(1)), status, words);
        }
        Matcher status = STATUS.matcher(text);
        if (status.find()) {
            int start = text.lastIndexOf('\n', status.start()) + 1;
            return result(0, status.group(1), text.substring(start, lineEnd(text, status.start())));
        }
        if (GONE.matcher(text).find()) {
            return new Result(Kind.PERMANENT, true, line(text, GONE));
        }
        return FINAL.matcher(text).find() ? new Result(Kind.PERMANENT, false, line(text, FINAL)) : null;
    }

    /** What a text says. */
    record Result(Kind kind, boolean dead, String words) {}

    private static Result result(int code, String status, String words) {
        // A server that gave up after days quotes the temporary fault that it met last: it is over all the same.
        boolean temporary = code / 100 == 4 || status.startsWith("4");
        boolean dead = !temporary
                && (DeadAddress.isDead(code, status, words)
                        || status.isEmpty() && GONE.matcher(words).find());
        return new Result(Kind.PERMANENT, dead, words);
    }

    private static String line(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return "";
        }
        return text.substring(text.lastIndexOf('\n', matcher.start()) + 1, lineEnd(text, matcher.end()));
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }
}
