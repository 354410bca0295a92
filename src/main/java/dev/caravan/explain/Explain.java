package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.DeliveryPlans;
import dev.caravan.notification.NotificationViews;
import dev.caravan.provider.Providers;
import dev.caravan.rehearsal.Door;
import dev.caravan.rehearsal.Walkthrough;
import dev.caravan.rehearsal.Walkthroughs;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Says what would become of a request, and what will of a notification, and why. Nothing is stored, nobody outside is called,
 * and no provider's gate notices: the routes that run are rehearsed, with what is known of addresses, templates and gates.
 */
@Component("explain")
public class Explain {

    /** Steps that reach the store, and only look there, as {@link Walkthroughs} has them. */
    private static final ObjectNode LOOKS = JsonNodeFactory.instance
            .objectNode()
            .put("inboxMails.address", "real")
            .put("mailings.create", "real");

    private final Walkthroughs walkthroughs;
    private final DeliveryPlans plans;
    private final NotificationViews views;
    private final Providers providers;
    private final String sandbox;
    private final Clock clock;

    Explain(
            Walkthroughs walkthroughs,
            DeliveryPlans plans,
            NotificationViews views,
            Providers providers,
            @Value("${caravan.sandbox.active:}") String sandbox,
            Clock clock) {
        this.walkthroughs = walkthroughs;
        this.plans = plans;
        this.views = views;
        this.providers = providers;
        this.sandbox = sandbox;
        this.clock = clock;
    }

    /**
     * Explains a request that nobody made.
     *
     * @param operation whose door it would come in by
     * @param queue of the broker that it would come from instead; null: from none
     * @param priority of the message in that queue; null: its sender named none
     * @param templateSlug the parameter of that name
     * @throws Problem as the door itself would answer; 400 if the request sends nothing; 503 if too many ask at a time
     */
    public ObjectNode request(
            @Body JsonNode body,
            @Variable("operation") String operation,
            @Header("queue") @Nullable String queue,
            @Header("jms_priority") @Nullable Integer priority,
            @Header("template_slug") @Nullable String templateSlug) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        if (templateSlug != null) {
            headers.put("template_slug", templateSlug);
        }
        if (priority != null) {
            headers.put("JMSPriority", priority);
        }
        return walkthroughs.walk(walk -> {
            Door door = queue == null
                    ? Door.ofOperation(operation, body.toString(), headers)
                    : walk.queue(queue, body.toString(), headers);
            Explanation explanation = explanation(walk);
            return new PostedExplanation(walk, explanation, plans::posted, List.of(), LOOKS).of(door, body);
        });
    }

    /**
     * Explains a notification, as far as it is over, and as far as it is not.
     *
     * @throws Problem 404 if there is none, or none any more; 503 if too many ask at a time
     */
    public ObjectNode notification(String id) {
        ObjectNode view = views.get(id);
        return walkthroughs.walk(walk -> new StoredExplanation(explanation(walk))
                .of(view, plans.stored(UUID.fromString(view.get("id").textValue()), Explanation.MOST)));
    }

    private Explanation explanation(Walkthrough walk) {
        Gates gates = new Gates(providers.states(), name -> providers.of(name).state());
        Explanation explanation = new Explanation(walk, gates, clock.instant());
        if (!sandbox.isEmpty()) {
            explanation.warn("The sandbox catches " + sandbox + ": nothing of these is really sent.");
        }
        return explanation;
    }
}
