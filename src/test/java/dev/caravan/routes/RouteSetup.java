package dev.caravan.routes;

import dev.caravan.access.Caller;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.component.seda.SedaComponent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.JmsAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.activemq.ActiveMQAutoConfiguration;
import org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * The real route files and the beans that they name, on a database of their own; no broker, no HTTP server, no sandbox.
 * Not marked as a configuration, or the whole application of other tests would find it in its scan.
 */
@EnableAutoConfiguration(
        exclude = {
            ActiveMQAutoConfiguration.class,
            JmsAutoConfiguration.class,
            QuartzAutoConfiguration.class,
            SpringBootPlatformHttpAutoConfiguration.class
        })
@ComponentScan(
        basePackages = {
            "dev.caravan.delivery",
            "dev.caravan.notification",
            "dev.caravan.template",
            "dev.caravan.provider",
            "dev.caravan.routing",
            "dev.caravan.mail",
            "dev.caravan.sms",
            "dev.caravan.telegram",
            "dev.caravan.client",
            "dev.caravan.mailing",
            "dev.caravan.inbox",
            "dev.caravan.schedule",
            "dev.caravan.webhook",
            "dev.caravan.suppression",
            "dev.caravan.unsubscribe",
            "dev.caravan.receipt",
            "dev.caravan.bounce",
            "dev.caravan.bot",
            "dev.caravan.person",
            "dev.caravan.traffic"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern =
                                "dev\\.caravan\\.routing\\.(BrokerClient|Publisher|RouteChecks|RouteWatch|RoutesApi|RevisionsApi"
                                        + "|RouteDraftsApi)"))
@Import({dev.caravan.api.Problems.class, dev.caravan.api.ApiDescription.class})
class RouteSetup {

    /** Stands for the API key that a request came with. */
    static final class SomeCaller extends Caller {

        @Override
        public String name(Exchange exchange) {
            return "shop";
        }
    }

    @Bean
    SomeCaller caller() {
        return new SomeCaller();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    EmbeddedPostgres postgres() throws IOException {
        return EmbeddedPostgres.start();
    }

    @Bean
    DataSource dataSource(EmbeddedPostgres postgres) {
        return postgres.getPostgresDatabase();
    }

    /** The consumers of the queues have to start on something; what is sent to a queue is caught before. */
    @Bean
    SedaComponent activemq() {
        return new SedaComponent();
    }
}
