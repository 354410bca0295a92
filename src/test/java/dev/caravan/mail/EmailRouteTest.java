package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route file itself, with a real server behind it. */
class EmailRouteTest {

    private CamelContext camel;
    private ScriptedServer server;
    private Smtp smtp;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer();
        smtp = Smtp.to(server.port());
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("mail", smtp.mails);
        camel.getRegistry().bind("smtpSender", smtp.sender);
        Properties properties = new Properties();
        properties.put("caravan.smtp.host", "localhost");
        properties.put("caravan.smtp.port", String.valueOf(server.port()));
        camel.getPropertiesComponent().setInitialProperties(properties);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        PluginHelper.getResourceLoader(camel).resolveResource("file:routes/channels/email.camel.yaml"));
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        smtp.close();
        server.close();
    }

    @Test
    void a_delivery_is_sent_and_its_message_id_told() {
        Exchange exchange = deliver(Map.of("recipient", "user@example.test", "subject", "Hello", "urgent", true));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("providerMessageId")).isEqualTo("<d-1@example.test>");
        assertThat(server.messages()).singleElement().asString().contains("Subject: Hello\r\n", "\r\n\r\nGood news.");
    }

    @Test
    void headers_of_the_exchange_change_nothing_on_the_wire() {
        Exchange exchange = camel.createProducerTemplate().send("direct:channel-email", message -> {
            message.getMessage().setBody("Good news.");
            message.setVariable("recipient", "user@example.test");
            message.setVariable("deliveryId", "d-1");
            for (String name : new String[] {"To", "Bcc", "From", "Subject", "X-Evil", "CamelMailFoo"}) {
                message.getMessage().setHeader(name, "evil@example.test");
            }
        });

        assertThat(exchange.getException()).isNull();
        assertThat(server.commands()).contains("MAIL FROM:<shop@example.test> SIZE=" + size());
        assertThat(server.commands())
                .filteredOn(c -> c.startsWith("RCPT"))
                .containsExactly("RCPT TO:<user@example.test>");
        assertThat(server.messages()).singleElement().asString().doesNotContain("evil");
    }

    @Test
    void a_refusal_surfaces_as_a_permanent_fault() {
        server.on("RCPT", "550 5.1.1 unknown");

        assertThat(deliver(Map.of("recipient", "user@example.test")).getException())
                .isInstanceOf(PermanentFault.class)
                .hasMessage("550 5.1.1 unknown");
    }

    @Test
    void a_bad_address_surfaces_as_a_permanent_fault_and_reaches_no_server() {
        assertThat(deliver(Map.of("recipient", "a@example.test,b@example.test")).getException())
                .isInstanceOf(PermanentFault.class);
        assertThat(server.connections()).isZero();
    }

    @Test
    void a_server_that_is_busy_surfaces_as_a_temporary_fault() {
        server.on("CONNECT", "421 4.3.2 busy");

        assertThat(deliver(Map.of("recipient", "user@example.test")).getException())
                .isInstanceOf(TemporaryFault.class);
    }

    private Exchange deliver(Map<String, Object> variables) {
        return camel.createProducerTemplate().send("direct:channel-email", exchange -> {
            exchange.getMessage().setBody("Good news.");
            exchange.setVariable("deliveryId", "d-1");
            variables.forEach(exchange::setVariable);
        });
    }

    private int size() {
        return server.messages().get(0).length() + 3;
    }
}
