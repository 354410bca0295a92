package dev.caravan.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.notification.NotificationViews;
import dev.caravan.notification.Notifications;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/**
 * The files of {@code routes/} themselves, with mocks in the place of everything outside: broker, mail server, providers.
 * Nothing runs by itself: a test dispatches and delivers when it says so.
 */
@CamelSpringBootTest
@SpringBootTest(
        classes = RouteSetup.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "camel.main.routes-include-pattern=file:routes/policies.camel.yaml,file:routes/1-intake/*otification.camel.yaml,"
                    + "file:routes/1-intake/*nbox*.camel.yaml,file:routes/tasks/*.camel.yaml,"
                    + "file:routes/1-intake/dialect-*.camel.yaml,file:routes/2-dispatch/*.camel.yaml,"
                    + "file:routes/3-deliver/*.camel.yaml,file:routes/channels/*.camel.yaml,file:routes/jobs/*.camel.yaml",
            "camel.main.auto-startup-exclude-pattern=timer:*,quartz:*",
            "caravan.routes=routes",
            "caravan.retry.backoff=1h",
            "caravan.inbox.email=owner@example.com",
            "caravan.smtp.host=mail.test",
            "caravan.sms.providers=smsc,probe",
            "caravan.sms.smsc.url=http://smsc.test",
            "caravan.sms.probe.url=http://probe.test",
            "caravan.sms.smsc.login=caravan",
            "caravan.sms.smsc.password=secret",
            "caravan.sms.probe.token=token",
            "caravan.telegram.bot-token=1:token",
            "caravan.providers.smtp.minimum-calls=20000",
            "caravan.providers.smtp.window=20000",
            "caravan.providers.smsc.minimum-calls=20000",
            "caravan.providers.smsc.window=20000",
            "caravan.providers.probe.minimum-calls=20000",
            "caravan.providers.probe.window=20000",
            "caravan.providers.telegram.minimum-calls=20000",
            "caravan.providers.telegram.window=20000",
            "caravan.providers.telegram.rate-per-recipient=1000",
            "logging.level.root=warn"
        })
@MockEndpointsAndSkip("(activemq|smtp|https?|telegram|seda):.*")
@ResourceLock("routes")
abstract class RouteTest {

    /** One producer serves every queue: Camel hands it the queue's name in a header. */
    static final String BROKER = "mock:activemq:queue:$%7Bvariable.queue%7D";

    static final String QUEUE = "CamelJmsDestinationName";
    static final String SMTP = "mock:smtp:mail.test:587";
    static final String SMSC = "mock:https:smsc.test/sys/send.php";
    static final String PROBE = "mock:https:probe.test/send";
    static final String TELEGRAM = "mock:telegram:bots";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate producer;

    @Autowired
    JdbcClient sql;

    @Autowired
    NotificationViews views;

    @MockitoSpyBean
    Notifications notifications;

    @BeforeEach
    void empty() {
        sql.sql(
                        "truncate deliveries, notifications, delivery_history, idempotency_keys, inboxes, inbox_records, inbox_mails")
                .update();
        MockEndpoint.resetMocks(camel);
    }

    MockEndpoint mock(String uri) {
        return camel.getEndpoint(uri, MockEndpoint.class);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Accepts a canonical request and returns the notification's id. */
    String accept(String request) {
        return notifications
                .accept(json(request), null, null, null, null, null)
                .get("id")
                .textValue();
    }

    /** Runs the dispatcher of a queue once and returns the parcels that went to the broker. */
    List<String> dispatch(String queue) {
        MockEndpoint broker = mock(BROKER);
        int before = broker.getReceivedCounter();
        Exchange done = send("direct:dispatch", null, Map.of("queue", queue));
        if (done.getException() != null) {
            throw new AssertionError(done.getException());
        }
        return broker.getReceivedExchanges().subList(before, broker.getReceivedCounter()).stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    /** Hands a message to the start of a route, whatever it consumes from. */
    Exchange run(String route, Object body) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        try {
            if (camel.getRouteController().getRouteStatus(route).isStopped()) {
                camel.getRouteController().startRoute(route);
            }
            camel.getRoute(route).getConsumer().getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        return exchange;
    }

    /** Accepts a request for the queue default and lets it go through one round; returns what the API shows of it then. */
    JsonNode deliver(String request) {
        String id = accept(request);
        dispatch("default").forEach(parcel -> {
            Exchange done = run("deliver-default", parcel);
            if (done.getException() != null) {
                throw new AssertionError(done.getException());
            }
        });
        return views.get(id).get("deliveries").get(0);
    }

    Exchange send(String endpoint, Object body, Map<String, Object> variables) {
        return producer.send(endpoint, exchange -> {
            exchange.getMessage().setBody(body);
            variables.forEach(exchange::setVariable);
        });
    }

    /** A delivery's history in short: a status, or {@code channel/provider outcome} of an attempt. */
    static List<String> history(JsonNode delivery) {
        List<String> lines = new ArrayList<>();
        delivery.get("history")
                .forEach(entry -> lines.add(
                        entry.get("type").textValue().equals("status")
                                ? entry.get("status").textValue()
                                : entry.get("channel").textValue()
                                        + (entry.get("provider").isNull()
                                                ? ""
                                                : "/" + entry.get("provider").textValue())
                                        + " " + entry.get("outcome").textValue()));
        return lines;
    }
}
