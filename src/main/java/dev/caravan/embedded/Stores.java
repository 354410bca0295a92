package dev.caravan.embedded;

import dev.caravan.access.Door;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Brings up the database and the broker while Spring builds the application: embedded ones where no address is
 * configured, else a check that the configured ones answer. To the rest of the application both look the same, because
 * this sets the properties {@code spring.datasource.*} and {@code spring.activemq.*} of the embedded ones.
 *
 * <p>What uses a store is created after the store is up, and is gone before it stops.
 */
public final class Stores implements ApplicationListener<ApplicationContextInitializedEvent> {

    @Override
    public void onApplicationEvent(ApplicationContextInitializedEvent event) {
        boolean wanted = event.getSpringApplication().getAllSources().stream()
                .anyMatch(source -> source instanceof Class<?> type && type.isAnnotationPresent(WithStores.class));
        if (wanted && event.getApplicationContext() instanceof GenericApplicationContext context) {
            start(context);
        }
    }

    private static void start(GenericApplicationContext context) {
        StoreSettings settings = StoreSettings.of(context.getEnvironment());
        Shutdown shutdown = Shutdown.of(context);
        Home home = shutdown.closes(Home.open(settings.home()));
        Map<String, Object> properties = new HashMap<>();
        properties.put("caravan.home", home.path().toString());
        Starting<?> database = shutdown.closes(database(home, settings, properties));
        Starting<?> broker = shutdown.closes(broker(home, settings, properties));

        // First, so that an empty variable (SPRING_DATASOURCE_URL=) does not hide the embedded address.
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("stores", properties));
        context.registerBean(Home.class, () -> home, bean -> bean.setDestroyMethodName(""));
        StoresInUse inUse = StoresInUse.of(settings, home);
        context.registerBean(
                ReadyBanner.class,
                () -> new ReadyBanner(
                        context.getEnvironment(),
                        inUse,
                        () -> context.getBean(Door.class).open()));
        createAfter(database, "databaseStarted", DataSource.class, context);
        createAfter(broker, "brokerStarted", ConnectionFactory.class, context);
    }

    private static Starting<?> database(Home home, StoreSettings settings, Map<String, Object> properties) {
        if (settings.database().given()) {
            return Starting.check(
                    "database", () -> ExternalPostgres.check(settings.database(), settings.storesAnswerWithin()));
        }
        int wanted = settings.postgres().port();
        int port = wanted == 0 ? EmbeddedPostgres.freePort() : wanted;
        Path binaries = Optional.ofNullable(settings.postgres().binaries()).orElse(home.path("postgres-bin"));
        properties.put("spring.datasource.url", EmbeddedPostgres.jdbcUrl(port));
        properties.put("spring.datasource.username", EmbeddedPostgres.USER);
        properties.put("spring.datasource.password", EmbeddedPostgres.password(home));
        return Starting.start("postgres", () -> EmbeddedPostgres.start(home, binaries, port));
    }

    private static Starting<?> broker(Home home, StoreSettings settings, Map<String, Object> properties) {
        if (settings.externalBroker().given()) {
            return Starting.check(
                    "broker", () -> ExternalBroker.check(settings.externalBroker(), settings.storesAnswerWithin()));
        }
        String name = EmbeddedBroker.newName();
        String password = UUID.randomUUID().toString();
        properties.put("spring.activemq.broker-url", "vm://" + name + "?create=false");
        properties.put("spring.activemq.user", EmbeddedBroker.USER);
        properties.put("spring.activemq.password", password);
        return Starting.start("broker", () -> EmbeddedBroker.start(home, name, password, settings.broker()));
    }

    // The bean is there to be depended on: making it waits for the store.
    private static void createAfter(Starting<?> store, String name, Class<?> user, GenericApplicationContext context) {
        context.registerBean(name, Starting.class, store::await, bean -> {
            bean.setLazyInit(true);
            bean.setDestroyMethodName("");
        });
        context.addBeanFactoryPostProcessor(new AbstractDependsOnBeanFactoryPostProcessor(user, name) {});
    }
}
