package dev.caravan.access;

import dev.caravan.api.ApiDescription;
import dev.caravan.api.Edge;
import jakarta.servlet.Filter;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the keys in force, and refuses a start that would leave the API open to a network. */
@Configuration(proxyBeanMethods = false)
class Access {

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    @Bean
    FilterRegistrationBean<Filter> accessFilter(
            @Value("${caravan.api-keys:}") String setting, ServerProperties server, ApiDescription description) {
        ApiKeys keys = ApiKeys.parse(setting);
        refuseOpenDoor(keys, server.getAddress());
        FilterRegistrationBean<Filter> registration =
                new FilterRegistrationBean<>(new AccessFilter(keys, new Gate(description)));
        registration.setOrder(Edge.ACCESS);
        return registration;
    }

    /** @param address what the server binds to; null is every address */
    static void refuseOpenDoor(ApiKeys keys, @Nullable InetAddress address) {
        boolean loopback = address != null && address.isLoopbackAddress();
        if (!keys.open()) {
            LOG.info("API keys: {}", keys.keys());
        } else if (loopback) {
            LOG.warn("No API keys are set: the API is open to everybody on this machine");
        } else {
            throw new OpenDoorException(address == null ? "all addresses" : address.getHostAddress());
        }
    }
}
