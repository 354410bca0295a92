package dev.caravan.bounce;

import dev.caravan.bounce.Bounce.Kind;
import dev.caravan.mail.DeadAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one recipient (RFC 3464, section 2.3).
 *
 * @param status as {@code 5.1.1}; empty if there is none
 * @param code the three digits of the reply that it quotes; 0 if it quotes none
 * @param words what the mail server said
 */
record DeliveryStatus(String action, String status, int code, String words) {

    private static final Pattern STATUS = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern CODE = Pattern.compile("(?:^|[;:\\s])([245]\\d\\d)(?=[\\s-])");
    private static final Pattern VAGUE = Pattern.compile("|[245]\\.[0-9]\\.0");

    /** Those of all recipients that the report names. */
    static List<DeliveryStatus> of(String report) {
        List<DeliveryStatus> all = new ArrayList<>();
        for (String block : report.replace("\r", "").split("\n[ \t]*\n")) {
            Map<String, String> fields = fields(block);
            if (fields.containsKey("action") || fields.containsKey("status")) {
                all.add(of(fields));
            }
        }
        return all;
    }

    private static DeliveryStatus of(Map<String, String> fields) {
        String diagnostic = fields.getOrDefault("diagnostic-code", "");
        int semicolon = diagnostic.indexOf(';');
        String words = (semicolon < 0 ? diagnostic : diagnostic.substring(semicolon + 1)).strip();
        String status = first(STATUS, fields.getOrDefault("status", ""));
        String told = first(STATUS, words);
        if (VAGUE.matcher(status).matches() && !told.isEmpty()) {
            status = told;
        }
        String code = first(CODE, words);
        String action = fields.getOrDefault("action", "").toLowerCase(Locale.ROOT);
        return new DeliveryStatus(
                action.split("[\\s;(]", 2)[0], status, code.isEmpty() ? 0 : Integer.parseInt(code), words);
    }

    /** What it means for the message; null if it tells neither of success nor of failure. */
    @Nullable
    Kind kind() {
        return switch (action) {
            case "failed" -> Kind.PERMANENT;
            case "delayed" -> Kind.TEMPORARY;
            case "delivered" -> Kind.DELIVERED;
            case "relayed", "expanded" -> null;
            default -> status.startsWith("5") ? Kind.PERMANENT : status.startsWith("4") ? Kind.TEMPORARY : null;
        };
    }

    boolean dead() {
        return kind() == Kind.PERMANENT && !status.startsWith("4") && DeadAddress.isDead(code, status, words);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static Map<String, String> fields(String block) {
        Map<String, String> fields = new LinkedHashMap<>();
        // RFC 5322, section 2.2.3: a line that begins with a blank goes on with the one before
        for (String line : block.replaceAll("\n[ \t]+", " ").split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return fields;
    }
}
