package dev.caravan.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is said to answer in a rehearsal, where nobody is called.
 *
 * @param kind {@code ok}, {@code timeout}, {@code refused} (no connection), or {@code status}
 * @param status of HTTP or SMTP; 0 if the kind is another
 * @param body what it says with that; null: what suits it
 * @param headers of an HTTP answer
 */
public record PlayedAnswer(
        String kind, int status, @Nullable String body, Map<String, String> headers) {

    /** All is well. */
    public static final PlayedAnswer OK = new PlayedAnswer("ok", 0, null, Map.of());

    /** Nobody is there. */
    public static final PlayedAnswer REFUSED = new PlayedAnswer("refused", 0, null, Map.of());

    public boolean ok() {
        return kind.equals("ok");
    }

    /** @throws IOException if it is that nobody answered */
    public void failIfNobodyAnswers() throws IOException {
        if (kind.equals("timeout")) {
            throw new SocketTimeoutException("no answer in time");
        }
        if (kind.equals("refused")) {
            throw new ConnectException("connection refused");
        }
    }

    /**
     * Makes it the answer to an HTTP call, as Camel's component does.
     *
     * @param content the body where the script gives none
     */
    public void answerHttp(Endpoint endpoint, Exchange exchange, String content) throws Exception {
        failIfNobodyAnswers();
        int code = status == 0 ? 200 : status;
        String text = body == null ? content : body;
        if (code >= 300 && !(endpoint instanceof HttpEndpoint http && !http.isThrowExceptionOnFailure())) {
            Map<String, String> sent = new TreeMap<>(headers);
            throw new HttpOperationFailedException(endpoint.getEndpointUri(), code, null, null, sent, text);
        }
        exchange.getMessage().removeHeaders("*");
        headers.forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, code);
        exchange.getMessage().setBody(text.getBytes(StandardCharsets.UTF_8));
    }
}
