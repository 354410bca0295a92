package dev.caravan.delivery;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.Delivery.Facts;
import dev.caravan.provider.ProviderState;
import dev.caravan.provider.Providers;
import dev.caravan.template.Renderer;
import dev.caravan.unsubscribe.UnsubscribeLinks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.spi.InterceptStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that go the way of all others, with attempts, faults and verdicts as in earnest, but stand in no store: what
 * becomes of them is kept here. Their providers have gates of their own, so that no permit and no breaker of the running ones is
 * touched. For one thread.
 */
public final class RehearsedDeliveries extends DeliverySteps {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final int MOST_ROUNDS = 20;

    private final Providers providers;
    private final Attempts attempts;
    private final Rendering rendering;
    private Verdict verdict;
    private final Clock clock;
    private final List<RehearsedDelivery> all = new ArrayList<>();
    private @Nullable RehearsedDelivery current;

    private RehearsedDeliveries(
            Providers providers, Attempts attempts, Renderer renderer, RetrySchedule schedule, Clock clock) {
        super(attempts);
        this.providers = providers;
        this.attempts = attempts;
        this.rendering = new Rendering(renderer);
        this.verdict = new Verdict(schedule, clock);
        this.clock = clock;
    }

    /**
     * @param rounds how often a delivery is tried, as {@code CARAVAN_RETRY_ATTEMPTS}
     * @param backoff the first pause, as {@code CARAVAN_RETRY_BACKOFF}
     */
    public static RehearsedDeliveries of(Renderer renderer, int rounds, Duration backoff, Clock clock) {
        Providers providers = Providers.unlimited(clock);
        Attempts attempts = new Attempts(providers, new DeliveryMetrics(new SimpleMeterRegistry(), clock), clock);
        return new RehearsedDeliveries(providers, attempts, renderer, new RetrySchedule(rounds, backoff), clock);
    }

    /** The beans that stand in the place of those of these names. */
    public Map<String, Object> beans() {
        return Map.of("deliveries", this, "attempts", attempts, "rendering", rendering);
    }

    /**
     * The same, with what stands at the door of every channel: there no mailing is held back, and messages of one have their
     * links.
     */
    public Map<String, Object> beans(UnsubscribeLinks links) {
        Map<String, Object> beans = new HashMap<>(beans());
        beans.put("channels", new Channels(mailing -> false, links, clock));
        return beans;
    }

    /** Tries them so often from now on, with this as the first pause. */
    public void retry(int rounds, Duration backoff) {
        verdict = new Verdict(new RetrySchedule(rounds, backoff), clock);
    }

    /** Takes up the states in which providers were found. */
    public void resume(Iterable<ProviderState> found) {
        providers.resume(found);
    }

    /** What makes calls to the outside attempts of these deliveries. */
    public InterceptStrategy calls() {
        return new OutwardCalls(attempts, clock);
    }

    /** Forgets what was. */
    public void clear() {
        all.clear();
        current = null;
        providers.clear();
    }

    /**
     * Adds a delivery.
     *
     * @param notification its row, as the intake writes it
     * @param row its own
     * @param suppressed of the addresses, {@code [{"channel", "address", "reason"}]}
     */
    public void add(JsonNode notification, JsonNode row, JsonNode suppressed) {
        Facts facts = facts(notification, row, suppressed);
        Instant now = clock.instant();
        all.add(new RehearsedDelivery(facts, facts.readyAt().isAfter(now) ? facts.readyAt() : now));
    }

    /**
     * Adds a delivery that was planned.
     *
     * @param due when its first round begins, at the earliest
     */
    public void add(PlannedDelivery planned, Instant due) {
        all.add(new RehearsedDelivery(planned.facts(), due));
    }

    /** A delivery of which nothing is known but its rows. */
    public static PlannedDelivery plan(JsonNode notification, JsonNode row, JsonNode suppressed) {
        String dueAt = row.path("due_at").textValue();
        return new PlannedDelivery(
                facts(notification, row, suppressed),
                row.path("status").asText(),
                dueAt == null ? null : Instant.parse(dueAt),
                null);
    }

    /**
     * Makes the delivery that is due first the one that {@link #begin} gives out.
     *
     * @return when it is due and in which queue; null: all are over
     */
    public @Nullable Due next() {
        current = all.stream()
                .filter(delivery -> delivery.open() && delivery.rounds() < MOST_ROUNDS)
                .min((a, b) -> a.dueAt().compareTo(b.dueAt()))
                .orElse(null);
        if (current == null) {
            return null;
        }
        Instant expiresAt = current.facts().expiresAt();
        if (expiresAt != null && !current.dueAt().isBefore(expiresAt)) {
            current.expire();
            return next();
        }
        return new Due(current.dueAt(), current.facts().queue());
    }

    /** When and where a round begins. */
    public record Due(Instant at, String queue) {}

    /** As {@link Deliveries#begin}: the one whose turn it is. */
    public List<Delivery> begin() {
        return current == null ? List.of() : List.of(current.begin(clock.instant()));
    }

    /** As {@link Deliveries#settle}. */
    public CompletionStage<Void> settle(Exchange exchange) {
        if (current != null) {
            current.settle(verdict.of(Attempts.delivery(exchange)), clock.instant());
        }
        return CompletableFuture.completedFuture(null);
    }

    /** What became of each, in the order in which they were added. */
    public List<ObjectNode> results() {
        return all.stream().map(RehearsedDelivery::result).toList();
    }

    private static Facts facts(JsonNode notification, JsonNode row, JsonNode suppressed) {
        Map<String, String> addresses = new HashMap<>();
        for (String kind : Addressing.KINDS) {
            if (row.path(kind).isTextual()) {
                addresses.put(kind, row.get(kind).textValue());
            }
        }
        Map<String, Object> context = new HashMap<>();
        for (JsonNode object : List.of(notification.path("context"), row.path("context"))) {
            if (object.isObject()) {
                context.putAll(JSON.convertValue(object, MAP));
            }
        }
        List<SuppressedAddress> held = new ArrayList<>();
        suppressed.forEach(entry -> held.add(new SuppressedAddress(
                entry.path("channel").asText(),
                entry.path("address").asText(),
                entry.path("reason").asText("manual"))));
        JsonNode version = notification.path("template_version_id");
        String channels = notification.path("channels").textValue();
        String dueAt = row.path("due_at").textValue();
        Instant createdAt = Instant.parse(notification.path("created_at").textValue());
        return new Facts(
                UUID.fromString(row.path("id").textValue()),
                UUID.fromString(row.path("notification_id").textValue()),
                1,
                row.path("queue").textValue(),
                addresses,
                null,
                notification.path("policy").textValue(),
                channels == null
                        ? null
                        : List.of(channels.substring(1, channels.length() - 1).split(",")),
                notification.path("subject").textValue(),
                notification.path("message").textValue(),
                version.isNumber() ? version.longValue() : null,
                context,
                0,
                0,
                Set.of(),
                row.path("expires_at").isTextual()
                        ? Instant.parse(row.get("expires_at").textValue())
                        : null,
                dueAt == null ? createdAt : Instant.parse(dueAt),
                held);
    }
}
