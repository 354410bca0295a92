package dev.caravan.receipt;

import dev.caravan.receipt.Receipt.Status;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the receipts that SMSC posts (https://smsc.ru/api/http/miscellaneous/callback/): a form with {@code id}, {@code
 * status}, {@code err}, {@code ts} and others. The number in {@code phone} is not looked at.
 */
@Component("smscReceipts")
public class SmscReceipts {

    private final Receipts receipts;

    SmscReceipts(Receipts receipts) {
        this.receipts = receipts;
    }

    /** Whether this is SMSC speaking its own shape: it can be told to post the canonical one. */
    public boolean speaks(@Variable("provider") String provider, @Header("Content-Type") @Nullable String type) {
        return provider.equals("smsc")
                && (type == null || !type.toLowerCase(Locale.ROOT).contains("json"));
    }

    /**
     * The receipt in the form; none where it tells of an intermediate state or is no receipt at all, such as the request
     * that SMSC tries an address with. That is never refused: SMSC would send it again and again.
     */
    public List<Receipt> read(@Body @Nullable String form) {
        Map<String, String> fields = fields(form == null ? "" : form);
        String id = fields.getOrDefault("id", "").strip();
        String code = fields.getOrDefault("status", "").strip();
        Status status = status(code);
        if (id.isEmpty() || id.length() > 255 || status == null) {
            if (id.isEmpty() || code.isEmpty()) {
                receipts.unreadable("smsc");
            }
            return List.of();
        }
        String error = status == Status.DELIVERED
                ? null
                : "smsc status " + code + ": " + meaning(code) + error(fields.getOrDefault("err", ""));
        return List.of(Receipt.of(id, status, error, time(fields.get("ts"))));
    }

    /** https://smsc.ru/api/http/status_messages/statuses/: all others say that it is still on its way. */
    private static @Nullable Status status(String code) {
        return switch (code) {
            // delivered, read, its link opened
            case "1", "2", "4" -> Status.DELIVERED;
            case "3", "20", "22", "23", "24", "25" -> Status.FAILED;
            default -> null;
        };
    }

    private static String meaning(String code) {
        return switch (code) {
            case "3" -> "expired";
            case "20" -> "cannot be delivered";
            case "22" -> "wrong number";
            case "23" -> "prohibited";
            case "24" -> "not enough money";
            default -> "number not available";
        };
    }

    private static String error(String err) {
        return err.matches("\\d{1,5}") && !err.equals("0") ? " (err " + err + ")" : "";
    }

    private static @Nullable Instant time(@Nullable String seconds) {
        try {
            return seconds == null || !seconds.matches("\\d{9,10}")
                    ? null
                    : Instant.ofEpochSecond(Long.parseLong(seconds));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            String[] sides = pair.split("=", 2);
            try {
                fields.putIfAbsent(
                        URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
                        sides.length < 2
                                ? ""
                                : URLDecoder.decode(sides[1], StandardCharsets.UTF_8)
                                        .replace("\0", ""));
            } catch (IllegalArgumentException e) {
                // a broken field is no field
            }
        }
        return fields;
    }
}
