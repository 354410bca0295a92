package dev.caravan.routing;

import java.io.Closeable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultProducerTemplate;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnExceptionDefinition;
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
public final class Rehearsal implements AutoCloseable {

    /** What stays within the process, and has no effect of its own. */
    private static final Set<String> INSIDE = Set.of("direct", "bean", "log", "freemarker", "language");

    private final Play play;
    private final DefaultCamelContext context;
    private final ProducerTemplate caller;
    /** Route id to the endpoint it consumes from in production. */
    private final Map<String, String> inputs = new LinkedHashMap<>();

    private RouteSet set = RouteSet.NONE;

    private Rehearsal(CamelContext running, Play play) {
        this.play = play;
        this.context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setName("rehearsal");
        this.caller = new DefaultProducerTemplate(context);
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        context.getCamelContextExtension().setRegistry(new DefaultRegistry(new Beans(running)));
        context.getPropertiesComponent().addPropertiesSource(new Settings(running, play));
        context.setApplicationContextClassLoader(running.getApplicationContextClassLoader());
        context.getCamelContextExtension().registerEndpointCallback(new Outside());
        play.interceptors().forEach(context.getCamelContextExtension()::addInterceptStrategy);
    }

    /**
     * Builds and starts all of it.
     *
     * @param running whose beans and settings the routes use
     * @throws RefusedRoutes if a file cannot be read
     * @throws Exception what Camel throws if they cannot be built
     */
    public static Rehearsal of(RouteFiles files, CamelContext running, Play play) throws Exception {
        return of(RouteSet.read(files, RouteSet.NONE), running, play);
    }

    static Rehearsal of(RouteSet set, CamelContext running, Play play) throws Exception {
        Rehearsal rehearsal = new Rehearsal(running, play);
        try {
            rehearsal.begin(set);
            return rehearsal;
        } catch (Exception e) {
            rehearsal.close();
            throw e;
        }
    }

    private void begin(RouteSet all) throws Exception {
        context.build();
        play.begins(context);
        RouteLoader loader = new RouteLoader(context).load(all.files().routes()).policies();
        noPauses();
        add(loader);
        context.start();
        caller.start();
        set = all;
    }

    /** What is tried again is tried at once. */
    private void noPauses() {
        context.getRouteConfigurationDefinitions().stream()
                .flatMap(policies -> policies.getOnExceptions().stream())
                .map(OnExceptionDefinition::getRedeliveryPolicyType)
                .filter(Objects::nonNull)
                .forEach(policy -> {
                    policy.setRedeliveryDelay("0");
                    policy.setUseExponentialBackOff("false");
                });
    }

    /** Runs a route with this message as its input, on this thread; what it throws is the exchange's exception. */
    public Exchange run(String route, Consumer<Exchange> message) {
        String input = inputs.getOrDefault(route, "");
        String uri = input.startsWith("direct:") ? input : "direct:input-of-" + route;
        return caller.send(uri, ExchangePattern.InOut, message::accept);
    }

    /** Route id to the endpoint that it consumes from in production. */
    public Map<String, String> inputs() {
        return Map.copyOf(inputs);
    }

    /** What it is run with. */
    public Play play() {
        return play;
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
        gone.forEach(route -> inputs.remove(route.getRouteId()));
        model().removeRouteDefinitions(gone);
        Map<String, String> texts = new LinkedHashMap<>(next.files().routes());
        texts.keySet().retainAll(files);
        add(new RouteLoader(context).load(texts));
        set = next;
    }

    @Override
    public void close() {
        caller.stop();
        context.stop();
        play.close();
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
        inputs.put(route.getRouteId(), uri);
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

    private final class Outside implements EndpointStrategy {

        @Override
        public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
            String scheme = uri.substring(0, uri.indexOf(':'));
            if (INSIDE.contains(scheme) || endpoint instanceof DefaultInterceptSendToEndpoint) {
                return endpoint;
            }
            DefaultInterceptSendToEndpoint nothing = new DefaultInterceptSendToEndpoint(endpoint, true);
            nothing.setBefore(exchange -> play.leaves(endpoint, exchange));
            return nothing;
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
            Object played = play.bean(name);
            if (type.isInstance(played)) {
                return type.cast(played);
            }
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

    private record Settings(CamelContext running, Play play) implements PropertiesSource {

        @Override
        public String getName() {
            return "running";
        }

        @Override
        public @Nullable String getProperty(String name) {
            String played = play.setting(name);
            return played != null
                    ? played
                    : running.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }
}
