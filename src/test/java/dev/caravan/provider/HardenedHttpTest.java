package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.caravan.delivery.TemporaryFault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel as somebody may write it on the first day: a plain {@code http:} step and nothing around it. */
class HardenedHttpTest {

    private static final List<String> requests = new CopyOnWriteArrayList<>();
    private static final List<Integer> clientPorts = new CopyOnWriteArrayList<>();
    private static HttpServer server;
    private static Channels channels;

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().keySet() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            clientPorts.add(exchange.getRemoteAddress().getPort());
            int status = exchange.getRequestURI().getPath().equals("/down") ? 503 : 200;
            exchange.getResponseHeaders().set("Set-Cookie", "session=1");
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        channels = Channels.start(
                Map.of("base", "http://127.0.0.1:" + server.getAddress().getPort()), "sms.camel.yaml");
        channels.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:plain").to("{{base}}/plain?httpMethod=POST");
                from("direct:dynamic").toD("{{base}}/to/${variable.recipient}?httpMethod=POST");
                from("direct:down").to("{{base}}/down?httpMethod=POST");
                from("direct:refused").to("http://127.0.0.1:1/?httpMethod=POST");
                from("direct:key")
                        .setHeader("X-Api-Key", constant("k"))
                        .setHeader("Strange", constant("s"))
                        .to("{{base}}/plain?httpMethod=POST");
            }
        });
    }

    @AfterAll
    static void stop() {
        channels.close();
        server.stop(0);
    }

    @BeforeEach
    void forget() {
        requests.clear();
        clientPorts.clear();
    }

    @Test
    void connections_are_kept_and_cookies_are_not() {
        for (int i = 0; i < 3; i++) {
            Exchange sent = channels.send("plain", "1", "привет " + i);
            assertThat(sent.getException()).isNull();
            assertThat(sent.getMessage().getBody(String.class)).isEqualTo("ok");
        }
        assertThat(clientPorts).hasSize(3).containsOnly(clientPorts.get(0));
        assertThat(requests).noneMatch(request -> request.contains("Cookie"));
        assertThat(requests.get(2)).endsWith("привет 2");
    }

    @Test
    void a_dynamic_path_works() {
        channels.send("dynamic", "42", "hello");
        assertThat(requests.get(0)).startsWith("/to/42 ");
    }

    @Test
    void only_headers_on_the_list_go_out() {
        channels.send("key", "1", "hello");
        assertThat(requests.get(0)).containsIgnoringCase("X-api-key").doesNotContainIgnoringCase("Strange");
    }

    @Test
    void what_it_throws_reads_as_a_fault() {
        assertThat(Faults.of(channels.send("down", "1", "hello").getException(), "mine", Clock.systemUTC()))
                .isInstanceOf(TemporaryFault.class)
                .hasMessage("mine answered HTTP 503");
        assertThat(channels.send("refused", "1", "hello").getException())
                .isInstanceOf(TemporaryFault.class)
                .hasMessage("127.0.0.1:1: cannot connect");
    }
}
