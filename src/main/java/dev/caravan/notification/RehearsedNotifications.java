package dev.caravan.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.FieldNames;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.template.Templates;
import dev.caravan.webhook.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Reads and answers requests as {@link Notifications} does, but stores nothing: what would be stored is kept here. For one
 * thread. Stands in its place as the bean {@code notifications}.
 */
public final class RehearsedNotifications {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RouteCatalog routes;
    private final Targets targets;
    private final Clock clock;
    private final List<Kept> kept = new ArrayList<>();
    private RequestReader reader;

    /**
     * What would be stored.
     *
     * @param notifications their rows
     * @param deliveries theirs
     */
    public record Kept(JsonNode request, JsonNode notifications, JsonNode deliveries) {}

    /** @param routes those that are rehearsed */
    public RehearsedNotifications(RouteCatalog routes, Templates templates, Targets targets, Clock clock) {
        this.routes = routes;
        this.targets = targets;
        this.clock = clock;
        this.reader = new RequestReader(routes, templates, targets, clock);
    }

    /** Forgets what was kept. */
    public void begin(Templates templates) {
        kept.clear();
        reader = new RequestReader(routes, templates, targets, clock);
    }

    /** What was accepted since then. */
    public List<Kept> kept() {
        return List.copyOf(kept);
    }

    /** As {@link Notifications#accept}, but for the idempotency key, which nobody remembers. */
    public JsonNode accept(
            @Body JsonNode request,
            @Variable("templateSlug") @Nullable String templateSlug,
            @Variable("dialect") @Nullable String dialect,
            @Variable("fieldNames") @Nullable String fieldNames) {
        NotificationRequest read = reader.read(request, templateSlug, dialect, FieldNames.parse(fieldNames));
        Acceptance acceptance = Acceptance.of(
                read, dialect == null ? "canonical" : dialect, clock.instant().truncatedTo(ChronoUnit.MILLIS), null);
        kept.add(new Kept(request, rows(acceptance.notifications()), rows(acceptance.deliveries())));
        return acceptance.answer();
    }

    private static JsonNode rows(String inner) {
        try {
            return JSON.readTree("[" + inner + "]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
