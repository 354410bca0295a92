package dev.caravan.delivery;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which of a recipient's addresses a channel uses. */
public final class Addressing {

    /** Every kind of address that a recipient can have. */
    static final List<String> KINDS = List.of("email", "phone_number", "telegram_id", "user_id", "client_id");

    private static final Map<String, String> BY_CHANNEL =
            Map.of("email", "email", "sms", "phone_number", "telegram", "telegram_id", "inbox", "user_id");

    private Addressing() {}

    /** The address for a channel; a channel of your own gets {@code user_id}, or else the first address there is. */
    static @Nullable String choose(String channel, Map<String, String> addresses) {
        String kind = BY_CHANNEL.get(channel);
        if (kind != null) {
            return addresses.get(kind);
        }
        return addresses.getOrDefault(
                "user_id",
                KINDS.stream()
                        .map(addresses::get)
                        .filter(a -> a != null)
                        .findFirst()
                        .orElse(null));
    }

    /** The kinds of address that a channel takes: it uses the first that a recipient has. */
    public static List<String> kinds(String channel) {
        String kind = BY_CHANNEL.get(channel);
        return kind != null
                ? List.of(kind)
                : Stream.concat(Stream.of("user_id"), KINDS.stream()).distinct().toList();
    }

    /** What an address of a channel is called in a request. */
    static String kind(String channel) {
        return BY_CHANNEL.getOrDefault(channel, "user_id");
    }
}
