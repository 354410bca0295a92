package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.delivery.Outside;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.ProviderUnavailable;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.rehearsal.Coverage.Branch;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Sees every step. Steps of beans that would reach the store are not run: they do what the script says, or nothing. Those that
 * only compute are run as they are.
 */
final class Watching implements InterceptStrategy {

    /** Beans all of whose steps compute only, or are played. */
    private static final Set<String> COMPUTE = Set.of(
            "json",
            "requests",
            "problems",
            "unsuccessful",
            "mail",
            "smsc",
            "probe",
            "telegramTexts",
            "rendering",
            "channels",
            "deliveries",
            "attempts",
            "notifications",
            "inbox.open",
            "inbox.record",
            "inbox.mail");

    private static final String DELIVERY = "delivery";

    /** Waits while others are in a hurry: nobody is. */
    private static final String GIVES_WAY = "rightOfWay.give";

    private final Supplier<Scene> scene;
    private final Map<String, Processor> instead;
    private final Coverage coverage;

    /** @param instead what is run in the place of some steps that compute */
    Watching(Supplier<Scene> scene, Map<String, Processor> instead, Coverage coverage) {
        this.scene = scene;
        this.instead = instead;
        this.coverage = coverage;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor next) {
        Branch branch = coverage.add(step);
        AsyncProcessor process = AsyncProcessorConverterHelper.convert(target);
        if (step instanceof BeanDefinition bean && bean.getRef() != null) {
            return new Step(branch, new BeanStep(bean, process), false);
        }
        if (step instanceof LogDefinition) {
            // What is only rehearsed did not happen.
            return new Step(branch, AsyncProcessorConverterHelper.convert(exchange -> {}), false);
        }
        String uri = step instanceof ToDefinition to
                ? to.getEndpointUri()
                : step instanceof ToDynamicDefinition to ? to.getUri() : "direct:";
        return new Step(branch, Outside.leads(uri) ? new Call(process) : process, "direct:render".equals(uri));
    }

    private final class Step extends DelegateAsyncProcessor {

        private final @Nullable Branch branch;
        private final boolean renders;

        private Step(@Nullable Branch branch, AsyncProcessor process, boolean renders) {
            super(process);
            this.branch = branch;
            this.renders = renders;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String route = ExchangeHelper.getAtRouteId(exchange);
            if (route != null) {
                scene.get().entered(route);
            }
            if (branch != null) {
                coverage.enter(branch);
            }
            return super.process(exchange, synchronously -> {
                if (renders && exchange.getException() == null) {
                    scene.get()
                            .rendered(JsonNodeFactory.instance
                                    .objectNode()
                                    .put("text", exchange.getMessage().getBody(String.class))
                                    .put("subject", exchange.getVariable("subject", String.class))
                                    .put("html", exchange.getVariable("html", String.class)));
                }
                callback.done(synchronously);
            });
        }
    }

    /** A step that would leave the process; the delivery's gate before it has answered when it is over. */
    private final class Call extends DelegateAsyncProcessor {

        private Call(AsyncProcessor process) {
            super(process);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, synchronously -> {
                if (exchange.getVariable(DELIVERY) != null) {
                    String channel = exchange.getVariable("channel", String.class);
                    String provider = exchange.getVariable("provider", String.class);
                    boolean refused = exchange.getException() instanceof Postponed
                            || exchange.getException() instanceof ProviderUnavailable;
                    scene.get()
                            .tried(new Scene.Call(
                                    channel,
                                    provider == null ? String.valueOf(channel) : provider,
                                    refused ? exchange.getException().getMessage() : null));
                }
                callback.done(synchronously);
            });
        }
    }

    private final class BeanStep extends DelegateAsyncProcessor {

        private final String bean;
        private final String step;

        private BeanStep(BeanDefinition bean, AsyncProcessor process) {
            super(process);
            this.bean = bean.getRef();
            String method = bean.getMethod() == null ? "" : bean.getMethod().replaceFirst("(?s)\\(.*", "");
            this.step = method.isEmpty() ? this.bean : this.bean + "." + method;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            JsonNode result = scene.get().result(step);
            boolean asItIs =
                    result == null ? COMPUTE.contains(bean) || COMPUTE.contains(step) : "real".equals(result.asText());
            Processor other = instead.get(step);
            if (asItIs && other != null) {
                return AsyncProcessorConverterHelper.convert(other).process(exchange, callback);
            }
            if (asItIs) {
                return super.process(exchange, callback);
            }
            if (!step.equals(GIVES_WAY)) {
                scene.get().called(step);
            }
            if (scene.get().withNobody() && exchange.getVariable(DELIVERY) != null) {
                exchange.setException(new TemporaryFault(step + " is not there"));
            } else if (result != null) {
                try {
                    StepResult.apply(result, exchange);
                } catch (Exception said) {
                    exchange.setException(said);
                }
            }
            callback.done(true);
            return true;
        }
    }
}
