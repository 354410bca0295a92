package dev.caravan.webhook;

import dev.caravan.delivery.Fault;
import dev.caravan.provider.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The steps of one try that are not the route's own: what is posted, and how it ended. */
@Component("webhookTries")
public class WebhookTries {

    private static final int ANSWER = 1_000;

    private final Targets targets;
    private final CallbackSecrets callbackSecrets;
    private final WebhookOutcomes outcomes;
    private final Clock clock;

    WebhookTries(Targets targets, CallbackSecrets callbackSecrets, WebhookOutcomes outcomes, Clock clock) {
        this.targets = targets;
        this.callbackSecrets = callbackSecrets;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /**
     * Signs the webhook: sets the variables {@code webhookId}, {@code timestamp}, {@code signature} and {@code url}, and the
     * payload as body. {@code url} is null if there is nowhere to post it.
     */
    public void sign(@Body Due webhook, Exchange exchange) {
        Instant now = clock.instant();
        exchange.setVariable("webhook", webhook);
        exchange.setVariable("begun", now);
        exchange.setVariable("url", webhook.url());
        exchange.setVariable("webhookId", webhook.id().toString());
        exchange.setVariable("timestamp", now.getEpochSecond());
        exchange.setVariable(
                "signature",
                Signing.signature(
                        webhook.webhookId() == null ? callbackSecrets.all() : webhook.secrets(),
                        webhook.id().toString(),
                        now.getEpochSecond(),
                        webhook.payload()));
        exchange.getMessage().setBody(webhook.payload());
    }

    /** Makes sure that the webhook may still go where it goes: what is allowed may have changed since it was asked for. */
    public void guard(Exchange exchange) {
        String url = exchange.getVariable("url", String.class);
        boolean plain = url.regionMatches(true, 0, "http:", 0, 5);
        String complaint = plain ? targets.complaintNow(url) : targets.complaint(url);
        if (complaint != null) {
            throw new RefusedTarget(complaint);
        }
    }

    /** Notes that the subscription is gone or switched off: the webhook rests until it is replayed. */
    public void nowhereToGo(Exchange exchange) {
        outcomes.write(ended(exchange, null, null, null, "the subscription is switched off", null));
    }

    /** Notes the endpoint's answer. */
    public void answered(Exchange exchange) throws IOException {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String head = beginning(exchange.getMessage().getBody());
        boolean mayAskToWait = status == 429 || status / 100 == 5;
        outcomes.write(ended(
                exchange,
                took(exchange),
                status,
                head.isBlank() ? null : Answers.redacted(head),
                status / 100 == 2 ? null : "HTTP " + status + (status / 100 == 3 ? ", redirects are not followed" : ""),
                mayAskToWait
                        ? Faults.retryAt(exchange.getMessage().getHeader("Retry-After", String.class), clock)
                        : null));
    }

    /** Notes that there was no answer. */
    public void failed(Exchange exchange) {
        Exception thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String words;
        if (thrown instanceof RefusedTarget refused) {
            words = "the URL " + refused.getMessage();
        } else {
            Fault fault = Faults.of(thrown, "the endpoint", clock);
            words = fault.getMessage();
        }
        outcomes.write(ended(exchange, took(exchange), null, null, words, null));
    }

    /** Not by Camel's conversion, which looks through all its converters for an answer without a body. */
    private static String beginning(@Nullable Object body) throws IOException {
        return body instanceof InputStream stream
                ? new String(stream.readNBytes(ANSWER), StandardCharsets.UTF_8)
                : body == null ? "" : body.toString();
    }

    private Duration took(Exchange exchange) {
        Duration took = Duration.between(exchange.getVariable("begun", Instant.class), clock.instant());
        return took.isNegative() ? Duration.ZERO : took;
    }

    private static Tried ended(
            Exchange exchange,
            @Nullable Duration took,
            @Nullable Integer status,
            @Nullable String answer,
            @Nullable String error,
            @Nullable Instant notBefore) {
        return new Tried(
                exchange.getVariable("webhook", Due.class),
                exchange.getVariable("begun", Instant.class),
                took,
                status,
                answer,
                error,
                notBefore);
    }

    /** The URL breaks a rule of {@link Targets}. */
    static final class RefusedTarget extends RuntimeException {

        RefusedTarget(String message) {
            super(message, null, false, false);
        }
    }
}
