package dev.caravan.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.access.Caller;
import dev.caravan.api.ApiDescription;
import dev.caravan.api.NamedOperation;
import dev.caravan.audit.AuditEntry.Change;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts an entry into the log for every operation that changes something, where both doors meet: at the route that serves the
 * operation, which the API and the console call alike. What is kept of it says {@link Kept}; how the thing was before is asked
 * of the operation that shows it.
 */
@Component
class OperationAudit implements RoutePolicyFactory {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DIRECT = "direct:";
    private static final String BEGUN = "caravan.audit.";
    private static final String COMMON = "/api/v1/";

    private final AuditLog log;
    private final ApiDescription description;
    private final Caller caller;
    private final AtomicReference<@Nullable ProducerTemplate> routes = new AtomicReference<>();

    /** What is known before the operation runs: its headers, and the request itself, are gone after it. */
    private record Begun(
            Kept kept,
            String actor,
            String address,
            Map<String, String> variables,
            @Nullable JsonNode before) {}

    OperationAudit(AuditLog log, ApiDescription description, Caller caller) {
        this.log = log;
        this.description = description;
        this.caller = caller;
    }

    /** By the input, not the id, which has the number of a revision behind it after an edit. */
    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String id, NamedNode route) {
        String input = route instanceof NamedRoute named ? named.getEndpointUrl() : "";
        return input.startsWith(DIRECT) ? new Watch(input.substring(DIRECT.length())) : null;
    }

    private @Nullable Begun begin(NamedOperation operation, Exchange exchange) {
        Kept kept = Kept.of(operation);
        if (kept == Kept.NOTHING) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        operation.variables().forEach(name -> {
            String value = exchange.getMessage().getHeader(name, String.class);
            variables.put(name, value == null ? "" : value);
        });
        String shownBy = operation.shownBy();
        boolean looks = kept != Kept.OUTCOME && shownBy != null && !variables.isEmpty();
        JsonNode before = looks ? ask(shownBy, variables, exchange.getContext()) : null;
        return new Begun(kept, Actors.caller(caller.name(exchange)), caller.address(exchange), variables, before);
    }

    private void end(NamedOperation operation, Begun begun, Exchange exchange) {
        int status = exchange.getException() != null
                ? 500
                : exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        // What was refused changed nothing; what broke may have.
        if (status >= 400 && status < 500) {
            return;
        }
        JsonNode answer = status < 400 ? tree(exchange.getMessage().getBody()) : null;
        Change change;
        if (operation.method().equals("DELETE")) {
            Change gone = Changes.of(begun.kept(), begun.before(), null);
            change = new Change(
                    gone.fields(),
                    gone.before(),
                    Changes.of(begun.kept(), null, answer).after());
        } else {
            change = Changes.of(begun.kept(), begun.before(), answer);
        }
        log.add(new AuditEntry(
                begun.actor(),
                begun.address(),
                operation.operation().id(),
                target(operation, begun.variables(), answer),
                status,
                change));
    }

    private @Nullable JsonNode ask(@Nullable String operation, Map<String, String> variables, CamelContext context) {
        Exchange shown = routes(context).request(DIRECT + operation, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            variables.forEach(exchange.getMessage()::setHeader);
        });
        boolean found = shown.getException() == null
                && shown.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class) < 400;
        return found ? tree(shown.getMessage().getBody()) : null;
    }

    private ProducerTemplate routes(CamelContext context) {
        ProducerTemplate known = routes.get();
        if (known == null) {
            known = context.createProducerTemplate();
            routes.set(known);
        }
        return known;
    }

    private static String target(NamedOperation operation, Map<String, String> variables, @Nullable JsonNode answer) {
        String target = operation.thing();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            target = target.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        String made = operation.item() == null || answer == null
                ? ""
                : answer.path(operation.item()).asText();
        target = made.isEmpty() ? target : target + "/" + made;
        return target.startsWith(COMMON) ? target.substring(COMMON.length()) : target.substring(1);
    }

    private static @Nullable JsonNode tree(@Nullable Object body) {
        if (!(body instanceof String text) || !text.startsWith("{")) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private final class Watch extends RoutePolicySupport {

        private final String id;

        private Watch(String id) {
            this.id = id;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            description
                    .operation(id)
                    .map(operation -> begin(operation, exchange))
                    .ifPresent(begun -> exchange.setProperty(BEGUN + id, begun));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.removeProperty(BEGUN + id) instanceof Begun begun) {
                description.operation(id).ifPresent(operation -> end(operation, begun, exchange));
            }
        }
    }
}
