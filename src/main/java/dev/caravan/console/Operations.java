package dev.caravan.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Caller;
import dev.caravan.access.Scope;
import dev.caravan.account.Login;
import dev.caravan.api.ApiDescription;
import dev.caravan.api.Problem;
import dev.caravan.api.ProblemType;
import dev.caravan.api.StreamedBody;
import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The API's operations, for the user who is logged in: the same routes, so that a page can do what the API can, and no more. */
@Component
public class Operations {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What every problem has: RFC 9457, and the errors of fields. */
    private static final Set<String> STANDARD = Set.of("type", "title", "status", "detail", "errors");

    private final ProducerTemplate routes;
    private final CamelContext camel;
    private final ApiDescription description;
    private final AuditLog audit;

    Operations(ProducerTemplate routes, CamelContext camel, ApiDescription description, AuditLog audit) {
        this.routes = routes;
        this.camel = camel;
        this.description = description;
        this.audit = audit;
    }

    /** As {@link #call(String, Map, Object)}, without a body. */
    public JsonNode call(String operation, Map<String, ?> parameters) {
        return call(operation, parameters, null);
    }

    /**
     * Runs an operation.
     *
     * @param operation its {@code operationId} in openapi.yaml
     * @param parameters those of its path, query and headers, by name; empty ones are left out
     * @param body a tree, or a stream for an operation that reads its body as it comes; null: none
     * @return the answer's body; missing if it has none
     * @throws Problem what the API would answer; 403 if the user's role lacks the operation's scope
     */
    public JsonNode call(String operation, Map<String, ?> parameters, @Nullable Object body) {
        Object answer = run(operation, parameters, body).getMessage().getBody();
        if (!(answer instanceof String text) || text.isEmpty()) {
            return MissingNode.getInstance();
        }
        return read(text);
    }

    /**
     * Fills a page of a search: {@code found}, and {@code errors} of the fields that cannot be searched for.
     *
     * @return what was found; empty if there are errors
     * @throws Problem if it is nothing in a field that is wrong
     */
    public JsonNode find(String operation, Map<String, ?> filter, Model model, Page page) {
        JsonNode found = JsonNodeFactory.instance.objectNode();
        FieldErrors errors = FieldErrors.NONE;
        try {
            found = call(operation, filter);
        } catch (Problem problem) {
            if (problem.errors().isEmpty()) {
                throw problem;
            }
            errors = FieldErrors.of(problem, page);
        }
        model.addAttribute("found", found);
        model.addAttribute("errors", errors);
        return found;
    }

    /** Tells the audit log of something that the user did which is no operation of the API. */
    public void note(String action, String target, ObjectNode what) {
        audit.add(AuditEntry.of(
                Actors.console(user().name()),
                address(),
                action,
                target,
                new Change(
                        List.copyOf(what.propertyStream().map(Map.Entry::getKey).toList()), null, what)));
    }

    /** As {@link #call}, for an answer that is no JSON: as the route left it. */
    public Exchange run(String operation, Map<String, ?> parameters, @Nullable Object body) {
        Login user = user();
        Scope needed = description
                .scope(operation)
                .flatMap(Scope::of)
                .orElseThrow(() -> Problem.notFound("The API has no operation " + operation + "."));
        if (!user.role().scopes().contains(needed)) {
            throw Problem.forbidden("Your role, " + user.role() + ", may not do this.");
        }
        Exchange done = routes.request("direct:" + operation, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            Caller.set(exchange, Actors.console(user.name()), address());
            parameters.forEach((name, value) -> {
                if (value != null && !value.toString().isBlank()) {
                    exchange.getMessage().setHeader(name, value.toString());
                }
            });
            if (body instanceof InputStream stream) {
                StreamedBody.give(stream, exchange);
            } else {
                exchange.getMessage().setBody(body instanceof JsonNode tree ? tree.toString() : body);
            }
        });
        if (done.getException() != null) {
            throw Problem.unavailable(
                    "This did not work: " + done.getException().getMessage(), 5);
        }
        int status = done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        if (status >= 400) {
            throw problem(status, read(done.getMessage().getBody(String.class)));
        }
        return done;
    }

    private static Login user() {
        return (Login) SecurityContextHolder.getContext().getAuthentication().getPrincipal();
    }

    /** Where the page that asks is shown; empty if no page does. */
    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes now
                ? now.getRequest().getRemoteAddr()
                : "";
    }

    private static Problem problem(int status, JsonNode body) {
        Problem problem = body.path("errors").isObject()
                ? Problem.invalid(JSON.convertValue(body.get("errors"), new TypeReference<>() {}))
                : Problem.of(ProblemType.of(status), body.path("detail").asText());
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (!STANDARD.contains(member.getKey())) {
                problem = problem.with(member.getKey(), member.getValue());
            }
        }
        return problem;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an operation answered something else than JSON", e);
        }
    }
}
