package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * Answers every failed request with {@code application/problem+json} (RFC 9457). Routes use it in {@code onException}
 * (handled): {@code bean: {ref: problems, method: answer}}.
 */
@Component("problems")
public class Problems {

    /** The media type of every error answer. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private final ObjectMapper json;

    public Problems(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Turns the exception that the exchange caught into its answer: body, status and headers. All other headers are
     * dropped, so that nothing of the request or of a route's state is sent back.
     */
    public void answer(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException(), Throwable.class);
        Problem problem = of(caught == null ? new IllegalStateException("no exception to answer") : caught);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        problem.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, MEDIA_TYPE);
        message.setBody(body(problem));
        exchange.setProperty(Exchange.CHARSET_NAME, StandardCharsets.UTF_8.name());
    }

    /** The problem that a caller is told of for this exception. What is not the caller's doing is logged here. */
    public Problem of(Throwable failure) {
        return Diagnosis.toProblem(failure);
    }

    /** Whether the exception that the exchange caught is no fault of the request's: it may succeed later as it is. */
    public boolean temporary(Exchange exchange) {
        return Diagnosis.temporary(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** The problem's JSON text. */
    public String body(Problem problem) {
        ObjectNode body = json.createObjectNode()
                .put("type", problem.type().uri())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail());
        if (!problem.errors().isEmpty()) {
            body.set("errors", json.valueToTree(problem.errors()));
        }
        problem.members().forEach((name, value) -> body.set(name, json.valueToTree(value)));
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem cannot be written", e);
        }
    }

    /** Sends the problem as the answer of a request that no route serves. */
    public void write(Problem problem, HttpServletResponse response) throws IOException {
        byte[] body = body(problem).getBytes(StandardCharsets.UTF_8);
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
