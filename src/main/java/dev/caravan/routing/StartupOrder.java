package dev.caravan.routing;

import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.CamelContextCustomizer;
import org.springframework.stereotype.Component;

/**
 * Starts the routes that others call before those that take messages from outside. By itself Camel starts them in the order of
 * their files, and a message that waited in a queue meets the routes that it needs before they are there. They stop the
 * other way round.
 */
@Component
class StartupOrder implements CamelContextCustomizer {

    @Override
    public void configure(CamelContext context) {
        context.getCamelContextExtension().getContextPlugin(Model.class).addModelLifecycleStrategy(new CalledFirst());
    }

    private static final class CalledFirst extends ModelLifecycleStrategySupport {

        /** Before those that Camel numbers, which begin at 1000; no two may have the same. */
        private int next = Integer.MIN_VALUE;

        @Override
        public void onAddRouteDefinition(RouteDefinition route) {
            if (route.getStartupOrder() == null
                    && route.getInput().getEndpointUri().startsWith("direct:")) {
                route.startupOrder(next++);
            }
        }
    }
}
