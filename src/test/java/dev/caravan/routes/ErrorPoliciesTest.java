package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** policies: which failures reach the caller of a route, and which end in it. */
class ErrorPoliciesTest extends RouteTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"render", "render-freemarker", "policy-default", "policy-listed", "sms-smsc", "dialect-single"})
    void the_failure_of_a_route_that_another_calls_reaches_that_one(String route) {
        Exchange done = send("direct:" + route, null, Map.of());

        assertThat(done.getException()).isNotNull();
    }

    @Test
    void the_failure_of_a_background_route_ends_there() {
        sql.sql("alter table deliveries rename to elsewhere").update();
        try {
            assertThat(run("dispatch-bulk", null).getException()).isNull();
            assertThat(send("direct:dispatch", null, Map.of("queue", "bulk")).getException())
                    .as("dispatch itself hands it to its caller")
                    .isNotNull();
        } finally {
            sql.sql("alter table elsewhere rename to deliveries").update();
        }
    }

    @Test
    void an_api_route_answers_its_failure_without_saying_what_it_was() {
        sql.sql("alter table notifications rename to elsewhere").update();
        try {
            Exchange done = producer.send(
                    "direct:getSimpleNotification",
                    exchange -> exchange.getMessage().setHeader("id", "01a1fb78-5fc3-7000-9013-6a4768ed7027"));

            assertThat(done.getException()).isNull();
            assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class))
                    .isGreaterThanOrEqualTo(500);
            assertThat(done.getMessage().getBody(String.class)).doesNotContain("notifications", "SQL", "relation");
        } finally {
            sql.sql("alter table elsewhere rename to notifications").update();
        }
    }

    @Test
    void no_route_has_a_dead_letter_channel_that_would_swallow_its_failure() {
        for (RouteDefinition route : ((ModelCamelContext) camel).getRouteDefinitions()) {
            assertThat(route.getErrorHandlerFactory().getClass().getSimpleName())
                    .as("error handler of %s", route.getRouteId())
                    .doesNotContain("DeadLetter");
        }
    }
}
