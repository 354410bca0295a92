import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One running Caravan: a JVM of its own and the PostgreSQL that it keeps, both measured from outside. */
final class Service implements AutoCloseable {
    private static final String SENT = "caravan_deliveries_sent_total";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path home;
    private final int port;
    private final double startSeconds;

    private Service(Process process, Path home, int port, long begin) throws IOException, InterruptedException {
        this.process = process;
        this.home = home;
        this.port = port;
        this.startSeconds = awaitReady(begin);
    }

    /** Starts the command with the environment it needs, and returns once it is ready to take requests. */
    static Service start(List<String> command, Path directory, Path home, int smtpPort, Path log)
            throws IOException, InterruptedException {
        return start(command, directory, home, smtpPort, 0, log);
    }

    /** The same, with a broker that legacy systems reach over STOMP; port 0: none. */
    static Service start(List<String> command, Path directory, Path home, int smtpPort, int stompPort, Path log)
            throws IOException, InterruptedException {
        int port = freePort();
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .putAll(Map.of(
                        "CARAVAN_HOME", home.toString(),
                        "SERVER_PORT", Integer.toString(port),
                        "CARAVAN_BROKER_OPENWIRE_PORT", "0",
                        "CARAVAN_BROKER_STOMP_PORT", Integer.toString(stompPort),
                        "SMTP_HOST", "127.0.0.1",
                        "SMTP_PORT", Integer.toString(smtpPort),
                        "SMTP_USE_TLS", "false"));
        long begin = System.nanoTime();
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            return new Service(process, home, port, begin);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            process.destroy();
            throw failed;
        }
    }

    int port() {
        return port;
    }

    double startSeconds() {
        return startSeconds;
    }

    /** CPU seconds spent so far. */
    Cpu cpu() throws IOException {
        return new Cpu(Proc.cpuSeconds(List.of(process.pid())), Proc.cpuSeconds(postgres()), Proc.machineBusySeconds());
    }

    /** The most memory that the JVM held so far, in MiB. */
    double peakMiB() {
        return Proc.peakMiB(process.pid());
    }

    /** The memory that the JVM holds now, in MiB. */
    double residentMiB() {
        return Proc.residentMiB(process.pid());
    }

    /** What the JVM's heap holds after a collection, in MiB. */
    double heapMiB() throws IOException, InterruptedException {
        Process collection = new ProcessBuilder("jcmd", Long.toString(process.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        collection.waitFor();
        return get("/actuator/prometheus")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum()
                / 1024
                / 1024;
    }

    /** What PostgreSQL holds now, its shared buffers counted once, in MiB. */
    double postgresMiB() throws IOException {
        return Proc.sharedOnceMiB(postgres());
    }

    /** How many deliveries have reached {@code sent} in the store since the start. */
    int sent() throws IOException, InterruptedException {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(SENT))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Whether the API knows any delivery in this status. */
    boolean any(String status) throws IOException, InterruptedException {
        var answer = get("/api/v1/notifications?limit=1&status=" + status);
        return answer.statusCode() != 200 || !answer.body().replace(" ", "").contains("\"items\":[]");
    }

    /** Sends a JSON body, expects an answer of the 2xx kind, and returns its body. */
    String post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, json);
    }

    /** Changes what is under a path. */
    void patch(String path, String json) throws IOException, InterruptedException {
        send("PATCH", path, json);
    }

    private String send(String method, String path, String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("The service did not end within 60 s of SIGTERM.");
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Seconds of CPU: of the service, of its PostgreSQL, and of everything on the machine. */
    record Cpu(double service, double postgres, double machine) {
        Cpu minus(Cpu earlier) {
            return new Cpu(service - earlier.service, postgres - earlier.postgres, machine - earlier.machine);
        }
    }

    /** PostgreSQL is no child of the JVM, it must outlive a kill; its own pid file names it. None if it is elsewhere. */
    private List<Long> postgres() throws IOException {
        Path pidFile = home.resolve("postgres/postmaster.pid");
        if (!Files.exists(pidFile)) {
            return List.of();
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        return ProcessHandle.of(pid).map(Proc::tree).orElse(List.of());
    }

    private double awaitReady(long begin) throws IOException, InterruptedException {
        while (System.nanoTime() - begin < START_LIMIT.toNanos()) {
            if (!process.isAlive()) {
                throw new IOException("The service ended while it started, with " + process.exitValue() + ".");
            }
            try {
                if (get("/api/v1/healthcheck").statusCode() == 200) {
                    return (System.nanoTime() - begin) / 1e9;
                }
            } catch (IOException notYet) {
                // refused until the port is open
            }
            Thread.sleep(20);
        }
        throw new IOException("The service was not ready after " + START_LIMIT.toSeconds() + " s.");
    }

    /** The answer to a GET, whatever it is. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
