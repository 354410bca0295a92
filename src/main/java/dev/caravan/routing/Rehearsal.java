package dev.caravan.routing;

import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;
import org.apache.camel.support.DefaultRegistry;
import org.jspecify.annotations.Nullable;

/**
 * A whole set of routes, built and started beside the running one: with the same beans and settings, but nothing comes in by
 * itself and nothing goes out.
 */
final class Rehearsal implements AutoCloseable {

    /** What stays within the process, and has no effect of its own. */
    private static final Set<String> INSIDE = Set.of("direct", "bean", "log", "freemarker", "language");

    private final DefaultCamelContext context;
    private RouteSet set = RouteSet.NONE;

    private Rehearsal(CamelContext running) {
        this.context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setName("rehearsal");
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        context.getCamelContextExtension().setRegistry(new DefaultRegistry(new Beans(running)));
        context.getPropertiesComponent().addPropertiesSource(new Settings(running));
        context.setApplicationContextClassLoader(running.getApplicationContextClassLoader());
        context.getCamelContextExtension().registerEndpointCallback(new Outside());
    }

    /** Builds and starts all of it; throws what Camel throws if that cannot be. */
    static Rehearsal of(RouteSet set, CamelContext running) throws Exception {
        Rehearsal rehearsal = new Rehearsal(running);
        try {
            rehearsal.context.build();
            rehearsal.add(new RouteLoader(rehearsal.context)
                    .load(set.files().routes())
                    .policies());
            rehearsal.context.start();
            rehearsal.set = set;
            return rehearsal;
        } catch (Exception e) {
            rehearsal.close();
            throw e;
        }
    }

    /** Whether only some routes are to be built for this set, and not all of it. */
    boolean canBecome(RouteSet next) {
        return next.changedPolicies(set).isEmpty();
    }

    /** Builds and starts what differs. After an exception there is nothing that this could be used for. */
    void become(RouteSet next) throws Exception {
        Set<String> files = next.affectedSince(set);
        List<RouteDefinition> gone = set.routes()
                .filter(route -> files.contains(route.text().file()))
                .map(route -> model().getRouteDefinition(route.id()))
                .toList();
        model().removeRouteDefinitions(gone);
        Map<String, String> texts = new LinkedHashMap<>(next.files().routes());
        texts.keySet().retainAll(files);
        add(new RouteLoader(context).load(texts));
        set = next;
    }

    @Override
    public void close() {
        context.stop();
    }

    private void add(RouteLoader loader) throws Exception {
        for (RouteDefinition route : loader.routes()) {
            takeInput(route);
            loader.finish(route);
            context.addRouteDefinition(route);
        }
    }

    private void takeInput(RouteDefinition route) {
        String uri = route.getInput().getEndpointUri();
        if (uri.startsWith("direct:")) {
            return;
        }
        // A second scheduler on the same tables would take part in what is scheduled.
        if (!uri.startsWith("quartz:")) {
            context.getEndpoint(uri);
        }
        route.getInput().setUri("direct:input-of-" + route.getRouteId());
        // What is to be tried out starts, even if a setting keeps it from running.
        route.setAutoStartup("true");
    }

    private Model model() {
        return context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private static final class Outside implements EndpointStrategy {

        @Override
        public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
            String scheme = uri.substring(0, uri.indexOf(':'));
            return INSIDE.contains(scheme) || endpoint instanceof DefaultInterceptSendToEndpoint
                    ? endpoint
                    : new DefaultInterceptSendToEndpoint(endpoint, true);
        }
    }

    /** The beans of the running application; of its components, copies: each belongs to one context. */
    private final class Beans implements BeanRepository {

        private final CamelContext running;

        private Beans(CamelContext running) {
            this.running = running;
        }

        @Override
        public @Nullable Object lookupByName(String name) {
            return lookupByNameAndType(name, Object.class);
        }

        @Override
        public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
            T bean = running.getRegistry().lookupByNameAndType(name, type);
            boolean shared =
                    bean instanceof Component && bean == running.getRegistry().lookupByNameAndType(name, type);
            return shared ? type.cast(copy((Component) bean)) : bean;
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return running.getRegistry().findByTypeWithName(type);
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return running.getRegistry().findByType(type);
        }

        private Component copy(Component original) {
            Component copy = context.getInjector().newInstance(original.getClass());
            copy.setCamelContext(context);
            if (original.getComponentPropertyConfigurer() instanceof ExtendedPropertyConfigurerGetter options) {
                for (String option : options.getAllOptions(original).keySet()) {
                    Object value = options.getOptionValue(original, option, true);
                    // What can be closed is the original's own, or will be closed by whoever has it.
                    if (value != null && !(value instanceof Closeable)) {
                        ((PropertyConfigurer) options).configure(context, copy, option, value, true);
                    }
                }
            }
            return copy;
        }
    }

    private record Settings(CamelContext running) implements PropertiesSource {

        @Override
        public String getName() {
            return "running";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return running.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }
}
