package dev.caravan.routing;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultEndpoint;

/** The name {@code direct:<name>}: for a moment of a handover, two routes consume from it. */
final class DirectEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

    private final Direct names;
    private final String name;

    DirectEndpoint(String uri, Direct names, String name) {
        super(uri, names);
        this.names = names;
        this.name = name;
    }

    String name() {
        return name;
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Consumer createConsumer(Processor route) throws Exception {
        DirectTarget target = new DirectTarget(this, names, route);
        configureConsumer(target);
        return target;
    }

    @Override
    public Producer createProducer() {
        return new Caller();
    }

    private final class Caller extends DefaultAsyncProducer {

        private Caller() {
            super(DirectEndpoint.this);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            DirectTarget target;
            try {
                target = names.enter(DirectEndpoint.this);
            } catch (Exception nobody) {
                exchange.setException(nobody);
                callback.done(true);
                return true;
            }
            return target.getAsyncProcessor().process(exchange, synchronously -> {
                target.leave();
                callback.done(synchronously);
            });
        }
    }
}
