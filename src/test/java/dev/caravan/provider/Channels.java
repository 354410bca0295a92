package dev.caravan.provider;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.http.springboot.HttpComponentAutoConfiguration;
import org.apache.camel.component.telegram.springboot.TelegramComponentAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The real channel routes in a small application: no store, no broker, nothing else of Caravan. */
public final class Channels implements AutoCloseable {

    private final ConfigurableApplicationContext application;

    private Channels(ConfigurableApplicationContext application) {
        this.application = application;
    }

    /** @param files names under {@code routes/channels} */
    public static Channels start(Map<String, Object> settings, String... files) {
        Map<String, Object> all = new HashMap<>();
        all.put(
                "camel.main.routes-include-pattern",
                Arrays.stream(files)
                        .map(file -> "file:" + Path.of("routes/channels", file).toAbsolutePath())
                        .collect(Collectors.joining(",")));
        all.put("camel.component.direct.block", "false");
        all.put("camel.main.jmx-enabled", "false");
        all.put("camel.main.auto-configuration-log-summary", "false");
        all.put("caravan.telegram.base-uri", "http://not-configured.invalid");
        all.put("caravan.telegram.bot-token", "");
        all.put("spring.config.location", "optional:classpath:/none/");
        all.putAll(settings);
        return new Channels(new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .bannerMode(Banner.Mode.OFF)
                .run(all.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new)));
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    public CamelContext camel() {
        return bean(CamelContext.class);
    }

    /** Sends a text as the delivery route would. */
    public Exchange send(String route, String recipient, String text) {
        return send(route, recipient, text, UUID.randomUUID().toString());
    }

    public Exchange send(String route, String recipient, String text, String deliveryId) {
        return application.getBean(ProducerTemplate.class).send("direct:" + route, exchange -> {
            exchange.setVariable("recipient", recipient);
            exchange.setVariable("deliveryId", deliveryId);
            exchange.setVariable("notificationId", UUID.randomUUID().toString());
            exchange.getMessage().setBody(text);
        });
    }

    @Override
    public void close() {
        application.close();
    }

    @ImportAutoConfiguration({
        PropertyPlaceholderAutoConfiguration.class,
        CamelAutoConfiguration.class,
        HttpComponentAutoConfiguration.class,
        TelegramComponentAutoConfiguration.class
    })
    @ComponentScan({"dev.caravan.provider", "dev.caravan.telegram", "dev.caravan.sms"})
    static class Application {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        RouteConfigurationBuilder faultsReachTheCaller() {
            return new RouteConfigurationBuilder() {
                @Override
                public void configuration() {
                    routeConfiguration().errorHandler(noErrorHandler());
                    routeConfiguration("channel").errorHandler(noErrorHandler());
                    routeConfiguration("provider").errorHandler(noErrorHandler());
                }
            };
        }
    }
}
