package dev.caravan.routing;

import dev.caravan.api.ApiDescription;
import java.util.Set;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** What no route author should have to remember: the safe and quick settings of Camel's components. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishingSettings.class)
class CamelHardening {

    private static final Set<String> ANSWER_HEADERS = Set.of(
            "content-type",
            "location",
            "retry-after",
            "allow",
            "cache-control",
            "www-authenticate",
            // of pages
            "content-language",
            "content-security-policy",
            "referrer-policy",
            "vary",
            "x-content-type-options",
            "x-robots-tag");

    @Bean
    ComponentCustomizer apiHeaders(ApiDescription description) {
        AllowedHeaders headers =
                new AllowedHeaders(name -> description.declares(name) || name.startsWith("metadata."), ANSWER_HEADERS);
        return ComponentCustomizer.builder(PlatformHttpComponent.class)
                .build(component -> component.setHeaderFilterStrategy(headers));
    }

    @Bean("direct")
    @Scope("prototype")
    Direct direct() {
        return new Direct();
    }
}
