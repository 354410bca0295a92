package dev.caravan.delivery;

import dev.caravan.suppression.Suppression;
import dev.caravan.suppression.Suppression.Reason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery while a worker has it: what to send and to whom, and what has happened so far in this round. Travels
 * through the routes as the exchange variable {@code delivery}; one thread at a time works on it.
 */
public final class Delivery {

    /** What the store knows of it. */
    record Facts(
            UUID id,
            UUID notificationId,
            int token,
            String queue,
            Map<String, String> addresses,
            @Nullable Long mailingId,
            @Nullable String policy,
            @Nullable List<String> channels,
            @Nullable String subject,
            @Nullable String message,
            @Nullable Long templateVersion,
            Map<String, Object> context,
            int attempts,
            int rounds,
            Set<String> refusedBy,
            @Nullable Instant expiresAt,
            Instant readyAt,
            List<SuppressedAddress> suppressed) {

        /** As the store knows it after a round. */
        Facts after(Delivery delivery, int rounds) {
            return new Facts(
                    id,
                    notificationId,
                    token,
                    queue,
                    addresses,
                    mailingId,
                    policy,
                    channels,
                    subject,
                    message,
                    templateVersion,
                    context,
                    delivery.attempts(),
                    rounds,
                    Set.copyOf(delivery.refusedBy()),
                    expiresAt,
                    readyAt,
                    suppressed);
        }
    }

    private final Facts facts;
    private final Deque<String> channelsLeft;
    private final Set<String> refusedBy;
    private final List<HistoryEntry> history = new ArrayList<>(4);
    private final List<Fault> faults = new ArrayList<>(2);
    private final Instant begunAt;
    private volatile long heldUntilNanos;
    private int attempts;
    private @Nullable String channel;
    private @Nullable Attempt attempt;
    private @Nullable Exception lastNoted;
    private @Nullable HistoryEntry success;
    private @Nullable Suppression deadAddress;
    private @Nullable String unsubscribeUrl;

    Delivery(Facts facts, Instant begunAt, long heldUntilNanos) {
        this.facts = facts;
        this.begunAt = begunAt;
        this.heldUntilNanos = heldUntilNanos;
        this.attempts = facts.attempts();
        this.channelsLeft = new ArrayDeque<>(facts.channels() == null ? List.of() : facts.channels());
        this.refusedBy = new LinkedHashSet<>(facts.refusedBy());
        this.history.add(HistoryEntry.status(begunAt, "processing", null));
    }

    public UUID id() {
        return facts.id();
    }

    public UUID notificationId() {
        return facts.notificationId();
    }

    /** Everything that a log line about it can be found by. */
    String ids() {
        String ids = "delivery=" + id() + " notification=" + notificationId();
        return mailingId() == null
                ? ids
                : ids + " mailing=" + mailingId() + " client="
                        + facts.addresses().get("client_id");
    }

    public String queue() {
        return facts.queue();
    }

    /** The mailing that it is a message of; null if it is of none. */
    public @Nullable Long mailingId() {
        return facts.mailingId();
    }

    /** The version of the template to render; null for a literal message. */
    public @Nullable Long templateVersion() {
        return facts.templateVersion();
    }

    /**
     * What the template may use: the notification's context, over it the recipient's own, and for a message of a mailing
     * {@code unsubscribe_url}.
     */
    public Map<String, Object> context() {
        if (unsubscribeUrl == null) {
            return facts.context();
        }
        Map<String, Object> context = new HashMap<>(facts.context());
        context.put("unsubscribe_url", unsubscribeUrl);
        return context;
    }

    void unsubscribeUrl(@Nullable String url) {
        unsubscribeUrl = url;
    }

    /** The literal subject of the request; takes precedence over the template's. */
    public @Nullable String subject() {
        return facts.subject();
    }

    /** The literal text of the request. */
    public @Nullable String message() {
        return facts.message();
    }

    Facts facts() {
        return facts;
    }

    Instant begunAt() {
        return begunAt;
    }

    List<HistoryEntry> history() {
        return history;
    }

    List<Fault> faults() {
        return faults;
    }

    /** Whether a provider took the message. */
    boolean sent() {
        return success != null;
    }

    @Nullable
    String providerMessageId() {
        return success == null ? null : success.providerMessageId();
    }

    /** Why the channel that was tried last did not deliver. */
    Fault lastFault() {
        return faults.isEmpty() ? new Skipped("no channel is listed") : faults.get(faults.size() - 1);
    }

    /** Why nothing may be sent to this address by this channel; null if nothing speaks against it. */
    @Nullable
    String suppressed(String channel, String address) {
        return facts.suppressed().stream()
                .filter(known -> known.is(channel, address))
                .map(SuppressedAddress::reason)
                .findFirst()
                .orElse(null);
    }

    /** The address that proved to be dead in this round; null if none did. */
    @Nullable
    Suppression deadAddress() {
        return deadAddress;
    }

    int attempts() {
        return attempts;
    }

    Set<String> refusedBy() {
        return refusedBy;
    }

    @Nullable
    String channel() {
        return channel;
    }

    /** The next channel that the request lists, or null when all were tried. */
    @Nullable
    String nextChannel() {
        return channelsLeft.poll();
    }

    /** Whether there is nothing to fall over to: no further channel is listed, or the recipient has no other address. */
    boolean lastChannel() {
        return facts.channels() != null
                ? channelsLeft.isEmpty()
                : facts.addresses().size() == 1;
    }

    void enter(String channel) {
        this.channel = channel;
    }

    /** Whether this worker's lease still holds; past it, another may be sending the same message. */
    boolean held() {
        return System.nanoTime() - heldUntilNanos < 0;
    }

    void holdUntil(long nanos) {
        heldUntilNanos = nanos;
    }

    @Nullable
    Attempt attempt() {
        return attempt;
    }

    void begin(Attempt attempt) {
        this.attempt = attempt;
    }

    /** Whether this failure is in the history already: it is seen again on its way up through the routes. */
    boolean noted(@Nullable Exception exception) {
        return exception != null && exception == lastNoted;
    }

    /** Notes how the attempt under way ended, or, if none is, why the channel was not even tried. */
    void note(HistoryEntry entry, @Nullable Fault fault, @Nullable Exception exception) {
        attempt = null;
        lastNoted = exception;
        history.add(entry);
        if (fault == null) {
            success = entry;
            return;
        }
        faults.add(fault);
        if (fault.counted()) {
            attempts++;
        }
        if (!fault.temporary() && channel != null && !(fault instanceof Skipped skipped && skipped.isSuppressed())) {
            refusedBy.add(channel);
            noteDeadAddress(channel, fault);
        }
    }

    private void noteDeadAddress(String channel, Fault fault) {
        String address = Addressing.choose(channel, facts.addresses());
        if (fault instanceof PermanentFault permanent && permanent.addressIsDead() && address != null) {
            deadAddress = Suppression.of(channel, address, Reason.BOUNCED, String.valueOf(fault.getMessage()));
        }
    }
}
