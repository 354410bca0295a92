package dev.caravan.telegram;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * The steps of the Telegram channel around its {@code telegram:bots} step (bean {@code telegramTexts}): a long text goes out as
 * several messages, and a delivery that failed after some of them goes on with the next, not again with the first. What
 * was sent is remembered in this process for a day; after a restart a half-sent text starts again.
 */
public final class TelegramTexts {

    private final Cache<String, Sent> sent;

    TelegramTexts(Ticker ticker) {
        this.sent = Caffeine.newBuilder()
                .expireAfterWrite(Duration.ofDays(1))
                .maximumSize(100_000)
                .ticker(ticker)
                .build();
    }

    /**
     * The parts of this text, each one message to Telegram.
     *
     * @see TextParts#of
     */
    public List<String> split(String text) {
        return TextParts.of(text);
    }

    /** The parts that this delivery has not sent yet: all of them, unless an earlier try was cut short. */
    public Queue<String> remaining(@Body String text, @Variable("deliveryId") String deliveryId) {
        List<String> parts = split(text);
        Sent before = sent.getIfPresent(deliveryId);
        if (before == null || before.text != text.hashCode() || before.messageIds.size() > parts.size()) {
            if (parts.size() > 1) {
                sent.put(deliveryId, new Sent(text.hashCode(), List.of()));
            } else {
                sent.invalidate(deliveryId);
            }
            return new ArrayDeque<>(parts);
        }
        return new ArrayDeque<>(parts.subList(before.messageIds.size(), parts.size()));
    }

    /** Takes the first of these parts away. */
    public String next(@Variable("parts") Queue<String> parts) {
        return parts.remove();
    }

    /** Notes that one more part is sent. */
    public void sent(@Body String messageId, @Variable("deliveryId") String deliveryId) {
        sent.asMap()
                .compute(
                        deliveryId,
                        (id, before) -> before == null ? new Sent(0, List.of(messageId)) : before.and(messageId));
    }

    /** The ids of all messages of this delivery, joined by commas; after this nothing is remembered of it. */
    public String messageIds(@Variable("deliveryId") String deliveryId) {
        Sent all = sent.asMap().remove(deliveryId);
        return all == null ? "" : String.join(",", all.messageIds);
    }

    /** @param text its hash, by which a text that was rendered anew and came out different is noticed */
    private record Sent(int text, List<String> messageIds) {

        Sent and(String messageId) {
            return new Sent(
                    text,
                    Stream.concat(messageIds.stream(), Stream.of(messageId)).toList());
        }
    }
}
