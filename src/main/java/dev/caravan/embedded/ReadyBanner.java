package dev.caravan.embedded;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** Tells whoever started Caravan where everything is, once it is there. */
final class ReadyBanner {

    private static final Logger log = LoggerFactory.getLogger("caravan");

    private final Environment environment;
    private final StoresInUse stores;
    private final BooleanSupplier open;

    /** @param open whether a request needs no key */
    ReadyBanner(Environment environment, StoresInUse stores, BooleanSupplier open) {
        this.environment = environment;
        this.stores = stores;
        this.open = open;
    }

    @EventListener(ApplicationReadyEvent.class)
    void show() {
        if (environment.containsProperty("local.server.port")) {
            lines().forEach(log::info);
        }
    }

    Stream<String> lines() {
        String web = address("local.server.port");
        String management =
                environment.containsProperty("local.management.port") ? address("local.management.port") : web;
        return Stream.of(
                        List.of(title()),
                        List.of("  API      " + web + "/api/v1 (" + access() + ")"),
                        List.of("  console  " + web + "/console"),
                        List.of("  docs     " + web + "/api/docs/ and " + web + "/redoc/"),
                        sandbox(web),
                        List.of("  metrics  " + management + "/actuator/prometheus"),
                        stores.queues() == null ? List.<String>of() : List.of("  queues   " + stores.queues()),
                        List.of("  stores   " + stores.database() + ", " + stores.broker()))
                .flatMap(List::stream);
    }

    private static String title() {
        String version = ReadyBanner.class.getPackage().getImplementationVersion();
        // Of the process, not of the JVM: the packed jar has started itself again.
        Instant begun = ProcessHandle.current()
                .info()
                .startInstant()
                .orElseGet(() -> Instant.ofEpochMilli(
                        ManagementFactory.getRuntimeMXBean().getStartTime()));
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        return String.format(
                Locale.ROOT, "Caravan %s is ready after %.1f s", version == null ? "(development)" : version, seconds);
    }

    private String address(String portProperty) {
        String address = environment.getProperty("server.address", "127.0.0.1");
        boolean any = address.equals("0.0.0.0") || address.equals("::");
        return "http://" + (any ? "localhost" : address) + ":" + environment.getProperty(portProperty);
    }

    private String access() {
        return open.getAsBoolean()
                ? "open to every program on this machine: there are no API keys"
                : "needs an API key";
    }

    private List<String> sandbox(String web) {
        List<String> caught = list("caravan.sandbox.active");
        return caught.isEmpty()
                ? List.of()
                : List.of("  sandbox  " + web + "/console/sandbox catches " + String.join(", ", caught)
                        + ": nothing of these is really sent");
    }

    private List<String> list(String property) {
        return Binder.get(environment).bind(property, Bindable.listOf(String.class)).orElse(List.of()).stream()
                .filter(each -> !each.isBlank())
                .toList();
    }
}
