package dev.caravan.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.access.Caller;
import dev.caravan.contract.ApiContract;
import dev.caravan.contract.ApiContract.AnswerExample;
import dev.caravan.contract.ApiContract.Operation;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.activemq.ActiveMQAutoConfiguration;
import org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The edge alone; each operation is served by a route that answers with the first example of its success. Not marked as a
 * configuration, so that the scan of the whole application passes it by.
 */
@EnableAutoConfiguration(
        exclude = {
            DataSourceAutoConfiguration.class,
            FlywayAutoConfiguration.class,
            ActiveMQAutoConfiguration.class,
            QuartzAutoConfiguration.class,
            SecurityAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class
        })
@ComponentScan({"dev.caravan.api", "dev.caravan.access"})
public class StubbedApi {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RouteBuilder stubs(Caller caller) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(Throwable.class).handled(true).bean("problems", "answer");
                rest().openApi("file:{{caravan.routes}}/openapi.yaml");
                for (Operation operation : ApiContract.CARAVAN.operations()) {
                    from("direct:" + operation.id())
                            .routeId(operation.id())
                            .process(exchange -> answer(exchange, operation, caller));
                }
            }
        };
    }

    private static void answer(Exchange exchange, Operation operation, Caller caller) throws Exception {
        String body = exchange.getMessage().getBody(String.class);
        boolean form = operation.tree().path("requestBody").path("content").has("application/x-www-form-urlencoded")
                && body.matches("[\\w-]+=.*");
        if (operation.tree().has("requestBody") && !form) {
            new ObjectMapper().readTree(body);
            if (body.contains("boom")) {
                exchange.getMessage().setHeader("X-State", "of the route");
                throw new IllegalStateException("select secret from table");
            }
        }
        String name = caller.name(exchange);
        String slug = exchange.getMessage().getHeader("slug", String.class);
        exchange.getMessage().removeHeaders("*");
        if (body != null && body.contains("bare 409")) {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 409);
            return;
        }
        AnswerExample example = ApiContract.CARAVAN.answerExamples().stream()
                .filter(candidate -> candidate.operation().equals(operation) && candidate.status() < 300)
                .findFirst()
                .orElseThrow();
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, example.status());
        exchange.getMessage()
                .setHeader(
                        Exchange.CONTENT_TYPE,
                        example.mediaType().isEmpty() ? "application/json" : example.mediaType());
        exchange.getMessage().setHeader("X-Operation", operation.id());
        exchange.getMessage().setHeader("X-Caller", name);
        exchange.getMessage().setHeader("X-Slug", slug);
        exchange.getMessage()
                .setBody(example.body() == null ? null : example.body().toString());
    }
}
