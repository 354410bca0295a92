package dev.caravan.api;

import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The order in which a request passes the edge. */
@Configuration(proxyBeanMethods = false)
public class Edge {

    /** Where access is decided: after the path has its one form, before anything is said about it. */
    public static final int ACCESS = Ordered.HIGHEST_PRECEDENCE + 130;

    @Bean
    FilterRegistrationBean<Filter> problemGuard(Problems problems) {
        return at(Ordered.HIGHEST_PRECEDENCE + 110, new ProblemGuard(problems));
    }

    @Bean
    FilterRegistrationBean<Filter> plainPath(ApiDescription description) {
        return at(Ordered.HIGHEST_PRECEDENCE + 120, new PlainPath(description));
    }

    @Bean
    FilterRegistrationBean<Filter> explainedProblems(ApiDescription description) {
        return at(Ordered.HIGHEST_PRECEDENCE + 125, new ExplainedProblems(description));
    }

    @Bean
    FilterRegistrationBean<Filter> describedRequests(ApiDescription description, ApplicationAvailability availability) {
        return at(Ordered.HIGHEST_PRECEDENCE + 140, new DescribedRequests(description, availability));
    }

    @Bean
    FilterRegistrationBean<Filter> bodyLimit(@Value("${caravan.max-body-bytes}") int limit) {
        return at(Ordered.HIGHEST_PRECEDENCE + 150, new BodyLimit(limit));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValve(Problems problems) {
        return factory ->
                factory.addContextCustomizers(context -> new ProblemValve(problems).replaceErrorPages(context));
    }

    @Bean
    FilterRegistrationBean<Filter> describedRoutes(RouteServer routes) {
        return at(Ordered.HIGHEST_PRECEDENCE + 160, new DescribedRoutes(routes));
    }

    private static FilterRegistrationBean<Filter> at(int order, Filter filter) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }
}
