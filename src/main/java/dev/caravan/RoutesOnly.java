package dev.caravan;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.JmsAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.activemq.ActiveMQAutoConfiguration;
import org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.session.SessionAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/**
 * The beans that routes name, as far as one asks for them, and nothing that runs by itself: no server, no store, no broker. Not
 * marked as a configuration, or {@link Caravan} would find it in its scan.
 */
@EnableAutoConfiguration(
        exclude = {
            ActiveMQAutoConfiguration.class,
            JmsAutoConfiguration.class,
            QuartzAutoConfiguration.class,
            FlywayAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            SessionAutoConfiguration.class
        })
@ComponentScan(
        basePackages = "dev.caravan",
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern =
                                "dev\\.caravan\\.(Caravan|account\\..*|console\\..*|embedded\\..*|routing\\.RouteWatch"
                                        + "|inbox\\.StreamFeeder)"))
class RoutesOnly {}
