package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} under load, and a second start on the same home: nothing accepted is lost. */
class KilledJourneyTest {

    private static final int WORKERS = 8;
    /** What can be in flight when the process dies: a message for each worker, and the outcomes that wait for Postgres. */
    private static final int IN_FLIGHT = WORKERS + 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // The mail server's threads fail when the process that speaks to them is killed.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final GreenMail mail =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).setVerbose(false));
    private Process process;
    private int port;

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        mail.stop();
    }

    @Test
    void nothingAcceptedIsLostAndDuplicatesAreBoundedByWhatWasInFlight() throws Exception {
        mail.start();
        start();
        ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        AtomicInteger number = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            callers.submit(() -> {
                for (String id = post(number.incrementAndGet()); id != null; id = post(number.incrementAndGet())) {
                    accepted.add(id);
                }
                return null;
            });
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> mail.getReceivedMessages().length >= 50);

        process.destroyForcibly().waitFor();
        callers.shutdown();
        assertThat(callers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        start();

        for (String id : accepted) {
            Awaitility.await("notification " + id)
                    .atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                            () -> get("/api/v1/notifications/" + id),
                            shown -> shown.path("status").asText().equals("sent"));
        }
        Map<String, Integer> copies = new HashMap<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            copies.merge(message.getMessageID(), 1, Integer::sum);
        }
        List<String> missing = new ArrayList<>();
        int uncertain = 0;
        for (String id : accepted) {
            JsonNode delivery =
                    get("/api/v1/notifications/" + id).get("deliveries").get(0);
            if (!copies.containsKey(delivery.get("provider_message_id").asText())) {
                missing.add(id);
            }
            if (delivery.get("history").toString().contains("uncertain")) {
                uncertain++;
            }
        }
        int duplicates = copies.values().stream().mapToInt(n -> n - 1).sum();
        System.out.printf(
                "kill -9: %d accepted, %d lost, %d duplicates, %d marked uncertain%n",
                accepted.size(), missing.size(), duplicates, uncertain);
        assertThat(missing).isEmpty();
        assertThat(duplicates).isLessThanOrEqualTo(IN_FLIGHT).isLessThanOrEqualTo(uncertain);
    }

    private void start() throws IOException {
        port = Ports.free();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx320m",
                        "-XX:ReservedCodeCacheSize=128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "dev.caravan.Caravan",
                        "--server.port=" + port,
                        "--caravan.home=" + folder.resolve("home"),
                        "--caravan.routes=" + Path.of("routes").toAbsolutePath(),
                        "--caravan.broker.openwire-port=0",
                        "--caravan.broker.stomp-port=0",
                        "--caravan.smtp.host=127.0.0.1",
                        "--caravan.smtp.port=" + mail.getSmtp().getPort(),
                        "--caravan.smtp.use-tls=false",
                        "--caravan.queues.default.workers=" + WORKERS,
                        "--caravan.lease=2s",
                        "--logging.level.root=warn")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        new File(Files.createDirectories(folder).toFile(), "log")))
                .start();
        Awaitility.await("start").atMost(Duration.ofSeconds(90)).until(() -> {
            assertThat(process.isAlive()).as(() -> log()).isTrue();
            try {
                return http.send(request("/api/v1/healthcheck").build(), BodyHandlers.ofString())
                                .statusCode()
                        == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String post(int number) throws InterruptedException {
        try {
            var answer = http.send(
                    request("/api/v1/notifications")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"recipients\":[{\"email\":\"user-" + number
                                    + "@example.com\"}],\"channels\":[\"email\"],\"message\":\"number " + number
                                    + "\"}"))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 202
                    ? JSON.readTree(answer.body()).get("id").asText()
                    : null;
        } catch (IOException killed) {
            return null;
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(
                http.send(request(path).build(), BodyHandlers.ofString()).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }
}
