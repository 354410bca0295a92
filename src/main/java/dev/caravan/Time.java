package dev.caravan;

import dev.caravan.rehearsal.RehearsedClock;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The clock that everything reads, so that a test, or a rehearsal of routes, can set it. Leases go by the database's clock instead. */
@Configuration(proxyBeanMethods = false)
class Time {

    @Bean
    Clock clock() {
        return new RehearsedClock(Clock.systemUTC());
    }
}
