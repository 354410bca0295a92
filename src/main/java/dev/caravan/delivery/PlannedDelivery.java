package dev.caravan.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.Delivery.Facts;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery as it stands, or as it would if it were stored, before a rehearsal of what becomes of it. */
public final class PlannedDelivery {

    private final Facts facts;
    private final String status;
    private final @Nullable Instant dueAt;
    private final @Nullable MailingHours mailing;

    /**
     * What holds for a message of a mailing.
     *
     * @param status of the mailing; null: it is not stored
     * @param timezone its client's; null where the mailing has no hours
     * @param hours of the mailing, in words; null: it has none
     * @param opening when the message may go, on its client's clock
     */
    public record MailingHours(
            @Nullable String status,
            @Nullable String timezone,
            @Nullable String hours,
            @Nullable Instant opening) {}

    PlannedDelivery(Facts facts, String status, @Nullable Instant dueAt, @Nullable MailingHours mailing) {
        this.facts = facts;
        this.status = status;
        this.dueAt = dueAt;
        this.mailing = mailing;
    }

    Facts facts() {
        return facts;
    }

    public UUID id() {
        return facts.id();
    }

    /** As the store names it; {@code queued} and {@code scheduled} wait, {@code processing} is with the broker or a worker. */
    public String status() {
        return status;
    }

    /** When it is due; null: at once, or it is over, or a worker has it. */
    public @Nullable Instant dueAt() {
        return dueAt;
    }

    /** Null if it is no message of a mailing. */
    public @Nullable MailingHours mailing() {
        return mailing;
    }

    /** The template's version; null for a literal text. */
    public @Nullable Long templateVersion() {
        return facts.templateVersion();
    }

    /** Rounds that failed so far. */
    public int rounds() {
        return facts.rounds();
    }

    /** The same by one channel alone, as if it had never been tried and nothing spoke against it. */
    public PlannedDelivery again(String channel) {
        Facts again = new Facts(
                facts.id(),
                facts.notificationId(),
                facts.token(),
                facts.queue(),
                facts.addresses(),
                facts.mailingId(),
                null,
                List.of(channel),
                facts.subject(),
                facts.message(),
                facts.templateVersion(),
                facts.context(),
                0,
                0,
                Set.of(),
                null,
                facts.readyAt(),
                List.of());
        return new PlannedDelivery(again, "queued", null, mailing);
    }

    /** Its addresses, by kind, as a request names them; empty if they were erased. */
    public ObjectNode recipient() {
        ObjectNode recipient = JsonNodeFactory.instance.objectNode();
        Addressing.KINDS.forEach(kind -> {
            if (facts.addresses().containsKey(kind)) {
                recipient.put(kind, facts.addresses().get(kind));
            }
        });
        return recipient;
    }
}
