package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** With default settings nothing inside is connected to, whoever asks, and whatever was stored before. */
class WebhookGuardJourneyTest {

    private static final AtomicInteger connections = new AtomicInteger();
    private static ServerSocket inside;

    @BeforeAll
    static void listen() throws IOException {
        inside = new ServerSocket(0, 50);
        Thread thread = new Thread(() -> {
            while (!inside.isClosed()) {
                try (Socket caught = inside.accept()) {
                    connections.incrementAndGet();
                } catch (IOException closed) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void close() throws IOException {
        inside.close();
    }

    @Test
    void addressesInsideAreRefusedWhenTheyAreAskedFor() throws IOException {
        String port = ":" + inside.getLocalPort() + "/";
        for (String host : List.of("127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "[::ffff:7f00:1]")) {
            App.Answer refused = App.shared().post("/api/v1/webhooks", "{\"url\":\"https://" + host + port + "\"}");
            assertThat(refused.status()).as(host).isEqualTo(400);
            assertThat(refused.json().get("errors").has("url")).isTrue();
        }
        assertThat(connections).hasValue(0);
    }

    @Test
    void whatLeadsInsideByNowIsNotConnectedTo() throws Exception {
        App caravan = App.shared();
        String port = ":" + inside.getLocalPort() + "/";
        String notification = caravan.notify("""
                {"recipients": [{"email": "fail+permanent@example.com"}], "channels": ["email"], "message": "x",
                 "scheduled_at": "2030-01-01T00:00:00Z"}""");
        List<String> urls = Stream.of(
                        "https://127.0.0.1", "https://[::1]", "https://localhost", "http://127.0.0.1", ownName())
                .map(url -> url + port)
                .toList();
        JdbcClient sql = caravan.bean(JdbcClient.class);
        for (String url : urls) {
            sql.sql("""
                            insert into webhook_deliveries (id, url, target, type, notification_id, delivery_id, payload, since,
                                                            due_at)
                            values (gen_random_uuid(), ?, ?, 'notification.failed', ?::uuid, gen_random_uuid(), '{}', now(),
                                    now())""").params(url, url, notification).update();
        }

        JsonNode tried = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> caravan.get("/api/v1/webhooks/deliveries?notification_id=" + notification)
                                .json(),
                        page -> page.findValuesAsText("error").size() == urls.size());
        assertThat(tried.findValuesAsText("error"))
                .allMatch(error -> error.contains("not public") || error.contains("https"));
        assertThat(tried.findValuesAsText("status")).containsOnly("pending");
        assertThat(connections).hasValue(0);
        sql.sql("delete from webhook_deliveries where notification_id = ?")
                .param(UUID.fromString(notification))
                .update();
    }

    /** A name that is no address as it is written, and leads to this machine. */
    private static String ownName() throws IOException {
        return "https://" + InetAddress.getLocalHost().getHostName();
    }
}
