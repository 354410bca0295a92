package dev.caravan.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.Caravan;
import dev.caravan.account.Users;
import dev.caravan.console.ConsoleClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The whole application on its embedded stores, on free ports and with a home of its own, and a client that speaks to it as
 * its users do. {@link #shared()} is one for all tests of a JVM: they keep apart by using recipients of their own.
 */
public final class App implements AutoCloseable {

    /** A status, a body, and the headers of an answer. */
    public record Answer(int status, String text, HttpResponse<String> raw) {

        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    /** PostgreSQL is unpacked once for all applications of the tests. */
    private static final Path BINARIES = Path.of("target/postgres-bin").toAbsolutePath();

    static {
        // A process that is killed in one test makes a mail server's thread fail, which is no failure of the tests
        // beside it.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    private @Nullable ConfigurableApplicationContext context;
    private final Path home;
    private final String url;

    private App(ConfigurableApplicationContext context, Path home) {
        this.context = context;
        this.home = home;
        this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** Of the console's user {@code admin}. */
    public static final String ADMIN_PASSWORD = "correct-horse-battery";

    private static final String ADMIN_HASH = ConsoleClient.hash(ADMIN_PASSWORD);

    /** The application that all tests of this JVM share; sandboxed, with quick retries. */
    public static App shared() {
        return Shared.APP;
    }

    /** Made once, by a lock of its own: who needs it does not wait for the start of another. */
    private static final class Shared {

        private static final App APP =
                start(Map.of("caravan.retry.backoff", "300ms", "caravan.report.email", "report@example.com"));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(APP::close));
        }
    }

    /**
     * An application of its own, with these properties over the defaults of a test. One starts after the other: Spring sets
     * up the logging of the whole JVM.
     */
    public static synchronized App start(Map<String, String> properties) {
        try {
            Path home = Files.createTempDirectory("caravan-test");
            Map<String, String> all = new HashMap<>(Map.of(
                    "server.port",
                    "0",
                    "caravan.home",
                    home.toString(),
                    "caravan.routes",
                    Path.of("routes").toAbsolutePath().toString(),
                    "caravan.broker.openwire-port",
                    "0",
                    "caravan.broker.stomp-port",
                    "0",
                    "caravan.console.admin-password",
                    ADMIN_PASSWORD,
                    "caravan.postgres.binaries",
                    BINARIES.toString(),
                    "logging.level.root",
                    "warn"));
            if (!properties.containsKey("caravan.routes")) {
                // Nobody edits these: their tests need not run at each start.
                all.put("caravan.publishing.look-every", "0s");
            }
            all.putAll(properties);
            String[] arguments = all.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
            ConfigurableApplicationContext context = new SpringApplicationBuilder(Caravan.class)
                    .registerShutdownHook(false)
                    .run(arguments);
            Users users = context.getBean(Users.class);
            users.named("admin").ifPresent(admin -> users.password(admin.id(), ADMIN_HASH));
            return new App(context, home);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String url() {
        return url;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .setHeader("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("Content-Type")) {
                request.setHeader(headers[i], headers[i + 1]);
            } else {
                request.header(headers[i], headers[i + 1]);
            }
        }
        return send(request.build());
    }

    /** Accepts a canonical notification and returns its id. */
    public String notify(String body) {
        Answer answer = post("/api/v1/notifications", body);
        if (answer.status() != 202) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return answer.json().get("id").textValue();
    }

    public JsonNode notification(String id) {
        return get("/api/v1/notifications/" + id).json();
    }

    /** Waits until the notification has this status, and returns it. */
    public JsonNode await(String id, String status) {
        return await(id, view -> view.path("status").asText().equals(status));
    }

    public JsonNode await(String id, Predicate<JsonNode> condition) {
        return Awaitility.await("notification " + id)
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> notification(id), condition);
    }

    /** What the sandbox caught for a recipient, newest first. */
    public JsonNode caught(String recipient) {
        return get("/api/v1/sandbox/messages?recipient=" + recipient.replace("+", "%2B"))
                .json()
                .get("items");
    }

    @Override
    public void close() {
        context.close();
        // Tests keep this in a static field: with it they would keep all of the application, until the last one ends.
        context = null;
        try {
            FileSystemUtils.deleteRecursively(home);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
