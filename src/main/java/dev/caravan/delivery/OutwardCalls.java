package dev.caravan.delivery;

import dev.caravan.provider.Faults;
import java.time.Clock;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.stereotype.Component;

/**
 * Makes every call of a channel to the outside an attempt: the provider's breaker and rate limit are asked first, the
 * call is timed and recorded, and what it throws is read as a {@link Fault}. A channel's author cannot forget it, for it
 * wraps each {@code to} whose endpoint is not inside this process.
 */
@Component
class OutwardCalls implements InterceptStrategy {

    private final Attempts attempts;
    private final Clock clock;

    OutwardCalls(Attempts attempts, Clock clock) {
        this.attempts = attempts;
        this.clock = clock;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        String uri = uri(node);
        return uri == null || !Outside.leads(uri) ? target : new Call(AsyncProcessorConverterHelper.convert(target));
    }

    private static String uri(NamedNode node) {
        if (node instanceof ToDefinition to) {
            return to.getEndpointUri();
        }
        return node instanceof ToDynamicDefinition to ? to.getUri() : null;
    }

    private final class Call extends DelegateAsyncProcessor {

        Call(AsyncProcessor target) {
            super(target);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Delivery delivery = DeliverySteps.find(exchange);
            if (delivery == null) {
                return super.process(exchange, callback);
            }
            String named = exchange.getVariable("provider", String.class);
            String provider = named == null ? String.valueOf(delivery.channel()) : named;
            try {
                attempts.begin(delivery, provider, exchange.getVariable("recipient", String.class));
            } catch (RuntimeException refused) {
                exchange.setException(refused);
                callback.done(true);
                return true;
            }
            return super.process(exchange, doneSync -> {
                if (exchange.getException() != null) {
                    exchange.setException(Faults.of(exchange.getException(), provider, clock));
                }
                callback.done(doneSync);
            });
        }
    }
}
