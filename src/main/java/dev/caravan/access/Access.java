package dev.caravan.access;

import dev.caravan.api.ApiDescription;
import dev.caravan.api.Edge;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** Puts the keys in force. */
@Configuration(proxyBeanMethods = false)
class Access {

    @Bean
    ApiKeys configuredKeys(@Value("${caravan.api-keys:}") String setting) {
        return ApiKeys.parse(setting);
    }

    /** Commands that only look at routes have no door. */
    @Bean
    @ConditionalOnWebApplication
    Door door(ApiKeys configured, ObjectProvider<Keyring> others, ServerProperties server) {
        return new Door(
                configured, SingletonSupplier.of(() -> others.orderedStream().toList()), server.getAddress());
    }

    @Bean
    @ConditionalOnWebApplication
    FilterRegistrationBean<Filter> accessFilter(Door door, ApiDescription description) {
        FilterRegistrationBean<Filter> registration =
                new FilterRegistrationBean<>(new AccessFilter(door, new Gate(description)));
        registration.setOrder(Edge.ACCESS);
        return registration;
    }
}
