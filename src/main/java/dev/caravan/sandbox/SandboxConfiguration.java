package dev.caravan.sandbox;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

@Configuration(proxyBeanMethods = false)
class SandboxConfiguration {

    @Bean
    static Catchers sandboxCatchers(ConfigurableEnvironment environment, ObjectProvider<Clock> clock) {
        return new Catchers(environment, clock);
    }

    /** There also when nothing is caught, so that a route may always name it. */
    @Bean
    Sandbox sandbox(Catchers catchers) {
        return new Sandbox(catchers.active(), catchers.caught(), catchers.faults());
    }
}
