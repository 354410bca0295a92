package dev.caravan.sms;

import dev.caravan.provider.PlayedAnswer;
import dev.caravan.provider.PlayedProvider;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Both SMS providers, played. */
@Component
class PlayedSms implements PlayedProvider {

    private static final Map<String, String> TAKEN =
            Map.of("smsc", "{\"id\":1,\"cnt\":1}", "probe", "{\"code\":0,\"message\":\"OK\"}");

    @Override
    public boolean plays(Endpoint endpoint, String name) {
        return TAKEN.containsKey(name);
    }

    @Override
    public void answer(PlayedAnswer answer, Endpoint endpoint, Exchange exchange) throws Exception {
        String name = exchange.getVariable("provider", String.class);
        answer.answerHttp(endpoint, exchange, answer.ok() ? TAKEN.getOrDefault(name, "{}") : "{}");
    }
}
