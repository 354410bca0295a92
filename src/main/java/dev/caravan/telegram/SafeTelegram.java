package dev.caravan.telegram;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Endpoint;
import org.apache.camel.component.telegram.TelegramComponent;
import org.apache.camel.component.telegram.TelegramConfiguration;
import org.apache.camel.component.telegram.TelegramEndpoint;
import org.apache.camel.component.telegram.TelegramService;
import org.apache.camel.spi.annotations.Component;
import org.jspecify.annotations.Nullable;

/**
 * Camel's {@code telegram} component with {@link BotApi} as its client. Address and token come from the configuration, so
 * that a route says {@code telegram:bots} and nothing secret stands in it.
 */
@Component("telegram")
final class SafeTelegram extends TelegramComponent {

    private final String address;
    private final String token;
    private final HttpClient http;
    private final Duration deadline;
    private final Clock clock;

    SafeTelegram(String baseUri, String token, HttpClient http, Duration deadline, Clock clock) {
        // Not in the component's own properties: Camel's starter sets those to its defaults.
        this.address = baseUri;
        this.token = token;
        this.http = http;
        this.deadline = deadline;
        this.clock = clock;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        TelegramConfiguration configuration = new TelegramConfiguration();
        configuration.setType(remaining);
        configuration.setBaseUri(address);
        configuration.setAuthorizationToken(token);
        SafeEndpoint endpoint = new SafeEndpoint(uri, configuration);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private final class SafeEndpoint extends TelegramEndpoint {

        private @Nullable BotApi api;

        private SafeEndpoint(String uri, TelegramConfiguration configuration) {
            super(uri, SafeTelegram.this, configuration, http);
        }

        @Override
        protected void doInit() throws Exception {
            super.doInit();
            TelegramConfiguration now = getConfiguration();
            api = new BotApi(http, now.getBaseUri(), now.getAuthorizationToken(), deadline, clock);
        }

        @Override
        public TelegramService getTelegramService() {
            return Objects.requireNonNull(api, "not initialised");
        }
    }
}
