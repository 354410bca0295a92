package dev.caravan.routing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.DescribedPath;
import dev.caravan.api.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.springframework.stereotype.Component;

/** The first and the last step of an API operation: its body as a JSON tree, and a tree as the answer's body. */
@Component("json")
public class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(50)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** As {@link #read}; where there is no body at all, that is an object without fields. */
    public JsonNode readUnlessEmpty(Exchange exchange) throws IOException {
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            return MAPPER.createObjectNode();
        }
        exchange.getMessage().setBody(text);
        return read(exchange);
    }

    /**
     * Reads the body; an empty one, doubled names and trailing text are refused as much as broken syntax. For a request that
     * came by the path of a service that this one replaced, the variable {@code original} is set: what such a service did not
     * know it ignored.
     */
    public JsonNode read(Exchange exchange) throws IOException {
        exchange.setVariable(
                "original",
                exchange.getIn() instanceof PlatformHttpMessage http && DescribedPath.original(http.getRequest()));
        Object body = exchange.getMessage().getBody();
        JsonNode tree;
        if (body instanceof String text) {
            tree = MAPPER.readTree(text);
        } else {
            InputStream stream = exchange.getMessage().getBody(InputStream.class);
            tree = stream == null ? MAPPER.missingNode() : MAPPER.readTree(stream);
        }
        if (tree.isMissingNode()) {
            throw Problem.badRequest("The body is empty; it must be JSON.");
        }
        return tree;
    }

    /** Makes the answer: status and body. Headers that came with the request stay behind. */
    public void answer(int status, Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        if (status == 204) {
            message.setBody(null);
            return;
        }
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(body instanceof JsonNode tree ? tree.toString() : MAPPER.writeValueAsString(body));
    }
}
