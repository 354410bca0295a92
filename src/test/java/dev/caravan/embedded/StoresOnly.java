package dev.caravan.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.activemq.ActiveMQAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The stores and what uses them, without the rest of Caravan. Also a program of its own, to be killed. */
@WithStores
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, ActiveMQAutoConfiguration.class})
class StoresOnly {

    /** Shared, since unpacking costs more than the tests. */
    static final Path BINARIES = Path.of("target", "postgres-bin").toAbsolutePath();

    public static void main(String[] args) throws InterruptedException {
        start(Path.of(args[0]), List.of(args).subList(1, args.length)).getBean(javax.sql.DataSource.class);
        System.out.println("ready");
        Thread.currentThread().join();
    }

    static ConfigurableApplicationContext start(Path home, String... more) {
        return start(home, List.of(more));
    }

    private static ConfigurableApplicationContext start(Path home, List<String> more) {
        return start(StoresOnly.class, home, more);
    }

    static ConfigurableApplicationContext start(Class<?> source, Path home, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--caravan.home=" + home,
                "--caravan.postgres.binaries=" + BINARIES,
                "--caravan.broker.openwire-port=0",
                "--caravan.broker.stomp-port=0"));
        arguments.addAll(more);
        return new SpringApplicationBuilder(source)
                .web(WebApplicationType.NONE)
                .properties(Map.of("spring.main.banner-mode", "off"))
                .run(arguments.toArray(String[]::new));
    }
}
