package dev.caravan.telegram;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.PlayedAnswer;
import dev.caravan.provider.PlayedProvider;
import java.time.Clock;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** The Bot API, played: its answers are read as in earnest. */
@Component
class PlayedTelegram implements PlayedProvider {

    private final Clock clock;

    PlayedTelegram(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean plays(Endpoint endpoint, String name) {
        return endpoint.getEndpointUri().startsWith("telegram");
    }

    @Override
    public void answer(PlayedAnswer answer, Endpoint endpoint, Exchange exchange) throws Exception {
        answer.failIfNobodyAnswers();
        if (!answer.ok()) {
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("ok", false)
                    .put("error_code", answer.status())
                    .put("description", answer.body());
            throw BotAnswer.fault(body, answer.status(), answer.headers().get("Retry-After"), "", clock);
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody("1");
    }
}
