package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.PlannedDelivery;
import dev.caravan.mailing.RehearsedMailings;
import dev.caravan.rehearsal.Walkthrough;
import dev.caravan.rehearsal.Walkthrough.Walked;
import dev.caravan.template.TemplateVersion;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An answer in the making: what holds for the whole request, then one recipient after the other. */
final class Explanation {

    /** How many recipients are explained: nobody reads more. */
    static final int MOST = RehearsedMailings.MOST;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String POLICY = "policy-";

    private final Walkthrough walk;
    private final Gates gates;
    private final Instant now;
    private final ArrayNode recipients = JSON.arrayNode();
    private final ArrayNode warnings = JSON.arrayNode();
    private final Set<String> routes = new LinkedHashSet<>();
    private @Nullable String policy;

    Explanation(Walkthrough walk, Gates gates, Instant now) {
        this.walk = walk;
        this.gates = gates;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    void entered(Set<String> names) {
        routes.addAll(names);
    }

    void warn(String words) {
        warnings.add(words);
    }

    /** Rehearses a delivery. */
    ObjectNode follow(PlannedDelivery delivery, Instant due) {
        Walked walked = walk.follow(delivery, due, gates.states(), now);
        entered(walked.routes());
        walked.routes().stream()
                .filter(route -> policy == null && route.startsWith(POLICY))
                .forEach(route -> policy = route.substring(POLICY.length()));
        ObjectNode view = new RecipientExplanation(delivery, walked, gates).view(now);
        recipients.add(view);
        return view;
    }

    /** What a channel makes of a delivery's text: subject, text and html; null if it cannot be made any more. */
    @Nullable
    ObjectNode rendered(PlannedDelivery delivery, String channel) {
        return walk.follow(delivery.again(channel), now, List.of(), now).rendered();
    }

    /** Adds a recipient whose delivery is not rehearsed. */
    void add(ObjectNode recipient) {
        recipients.add(recipient);
    }

    /**
     * The whole of it.
     *
     * @param canonical the request, in the canonical shape; null: there is none to be sent
     * @param queue its name; null: nothing is sent
     * @param version of the template
     * @param total how many recipients there are
     */
    ObjectNode view(
            String dialect,
            @Nullable String route,
            @Nullable JsonNode canonical,
            @Nullable String queue,
            String queueWhy,
            @Nullable Long version,
            int total) {
        if (total > recipients.size()) {
            warn("Only the first " + recipients.size() + " of " + total + " recipients are explained.");
        }
        ObjectNode view = JSON.objectNode().put("dialect", dialect).put("route", route);
        view.set("canonical", canonical);
        view.set(
                "queue",
                queue == null ? null : JSON.objectNode().put("name", queue).put("why", queueWhy));
        view.set("policy", policy(canonical));
        view.set("template", version == null ? null : template(walk.template(version)));
        view.put("recipients_total", total);
        view.set("recipients", recipients);
        ArrayNode entered = view.putArray("routes");
        routes.forEach(entered::add);
        view.set("warnings", warnings);
        return view;
    }

    private @Nullable JsonNode policy(@Nullable JsonNode canonical) {
        String name = policy != null || canonical == null
                ? policy
                : canonical.path("policy").textValue();
        if (name == null || canonical == null) {
            return null;
        }
        String why = canonical.has("channels")
                ? "the request lists its channels"
                : canonical.has("policy")
                        ? "the request names it"
                        : "the request names no policy and lists no channels";
        return JSON.objectNode().put("name", name).put("why", why);
    }

    private static JsonNode template(TemplateVersion version) {
        return JSON.objectNode()
                .put("slug", version.slug())
                .put("version", version.version())
                .put("engine", version.engine().key());
    }
}
