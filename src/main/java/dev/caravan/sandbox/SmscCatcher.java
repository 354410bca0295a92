package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The SMSC gateway's {@code /sys/send.php} with answers in JSON (fmt=3). It says 200 to everything and tells faults by
 * a number in the body (https://smsc.ru/api/http/send/sms/): 1 parameters, 2 login, 3 money, 4 address barred for a
 * while, 5 date, 6 text or sender forbidden, 7 number, 8 cannot be delivered there, 9 too many requests.
 */
final class SmscCatcher implements HttpProvider {

    private final String login;
    private final String password;

    SmscCatcher(String login, String password) {
        this.login = login;
        this.password = password;
    }

    @Override
    public String channel() {
        return Caught.SMS;
    }

    @Override
    public String name() {
        return Faults.SMSC;
    }

    @Override
    public Message read(Call call) throws Refused {
        if (!call.method().equals("POST")) {
            throw new Refused(wrong(405, "Method Not Allowed"));
        }
        Map<String, String> fields = new LinkedHashMap<>(call.form(charsetOf(call)));
        if (!login.equals(fields.remove("login")) | !password.equals(fields.remove("psw"))) {
            throw new Refused(error(2, "authorise error"));
        }
        if (!"3".equals(fields.get("fmt"))) {
            throw new Refused(Answer.text(200, "ERROR = 1 (the sandbox speaks fmt=3 only)"));
        }
        String phones = Objects.requireNonNullElse(fields.remove("phones"), "");
        String text = Objects.requireNonNullElse(fields.remove("mes"), "");
        if (phones.isBlank() || text.isBlank()) {
            throw new Refused(error(1, "parameters error"));
        }
        String sender = Objects.requireNonNullElse(fields.get("sender"), login);
        return new Message(sender, phones, text, "", Rehearsal.ofPhone(name(), phones), fields);
    }

    /** The gateway's default is windows-1251: a caller that forgets to say utf-8 sees here what its readers would. */
    private static Charset charsetOf(Call call) {
        return Charset.forName(call.form(StandardCharsets.US_ASCII).getOrDefault("charset", "windows-1251"));
    }

    @Override
    public Answer taken(long id, Message message) {
        return Answer.json(200, Call.JSON.createObjectNode().put("id", id).put("cnt", segments(message.text())));
    }

    /** Rough: what is not ASCII goes in UCS-2, 70 characters alone or 67 chained, else 160 or 153 (3GPP TS 23.038). */
    private static int segments(String text) {
        boolean ascii = text.chars().allMatch(each -> each < 128);
        int alone = ascii ? 160 : 70;
        int chained = ascii ? 153 : 67;
        return text.length() <= alone ? 1 : (text.length() + chained - 1) / chained;
    }

    @Override
    public Answer refused(Behaviour behaviour, Message message) {
        return switch (behaviour) {
            case PERMANENT -> error(7, "invalid number");
            case BLOCKED -> error(6, "message is denied");
            case RATE_LIMITED -> error(9, "too many requests");
            case UNAVAILABLE -> Answer.page(503, "503 Service Temporarily Unavailable");
            case GARBAGE -> Answer.page(200, "Welcome to nginx!");
            default -> error(4, "IP address is temporarily blocked");
        };
    }

    @Override
    public Answer wrong(int status, String reason) {
        return status == 400 ? error(1, "parameters error") : Answer.page(status, status + " " + reason);
    }

    private static Answer error(int code, String text) {
        ObjectNode body = Call.JSON.createObjectNode().put("error", text).put("error_code", code);
        return Answer.json(200, body);
    }
}
