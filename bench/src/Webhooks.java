import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Measures status webhooks: beside the mails that they tell of, and alone, out of a backlog. */
final class Webhooks implements AutoCloseable {
    private static final String BODY = """
            {"recipients":[{"email":"user-{{n}}@example.test"}],"channels":["email"],"priority":"bulk",\
            "subject":"Your order {{n}}","message":"It has left our warehouse.","metadata":{"order":"{{n}}"}}""";

    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(64);
    private final HttpServer receiver;
    private volatile boolean refuses;

    private Webhooks() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        receiver.setExecutor(threads);
        receiver.createContext("/", this::take);
        receiver.start();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "512");
        Options options = Options.of(arguments);
        Path home = options.directory().resolve("target/bench-home");
        Bench.deleteTree(home);
        Files.createDirectories(home);
        var figures = new Figures();
        try (var sink = new Sink();
                var webhooks = new Webhooks();
                var service = Service.start(options.command(), options.directory(), home, sink.port(), options.log())) {
            webhooks.measure(options, service, sink, figures);
        } finally {
            Bench.deleteTree(home);
        }
        System.out.println(figures.table());
    }

    private void measure(Options options, Service service, Sink sink, Figures figures)
            throws IOException, InterruptedException {
        String made = service.post(
                "/api/v1/webhooks",
                "{\"url\":\"http://127.0.0.1:%d/\",\"events\":[\"notification.sent\"]}"
                        .formatted(receiver.getAddress().getPort()));
        String hook = "/api/v1/webhooks/" + made.replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        int next = 1;
        for (int run = 0; run <= options.runs(); run++) {
            String prefix = run == 0 ? "Cold: beside" : "Beside";
            double begin = System.nanoTime();
            Service.Cpu before = service.cpu();
            send(options, service, sink, next);
            Bench.await(() -> taken.size() >= options.count(), "webhooks");
            figures.add(prefix + " the mails: per second", options.count() / ((System.nanoTime() - begin) / 1e9));
            Service.Cpu spent = service.cpu().minus(before);
            figures.add(
                    prefix + " the mails: CPU-s per 1 000",
                    (spent.service() + spent.postgres()) * 1e3 / options.count());
            next += options.count();
            taken.clear();
        }
        for (int run = 1; run <= options.runs(); run++) {
            refuses = true;
            send(options, service, sink, next);
            next += options.count();
            service.patch(hook, "{\"enabled\":false}");
            // what is being refused at this moment ends first
            Thread.sleep(1_000);
            refuses = false;
            service.patch(hook, "{\"enabled\":true}");
            int early = taken.size();
            double begin = System.nanoTime();
            Service.Cpu before = service.cpu();
            service.post(hook + "/replay", "{\"limit\":10000}");
            Bench.await(() -> taken.size() >= options.count(), "webhooks");
            figures.add("Alone: per second", (options.count() - early) / ((System.nanoTime() - begin) / 1e9));
            Service.Cpu spent = service.cpu().minus(before);
            figures.add("Alone: CPU-s per 1 000, service", spent.service() * 1_000 / options.count());
            figures.add("Alone: CPU-s per 1 000, PostgreSQL", spent.postgres() * 1_000 / options.count());
            taken.clear();
        }
    }

    private static void send(Options options, Service service, Sink sink, int first)
            throws IOException, InterruptedException {
        sink.forget();
        int sentBefore = service.sent();
        new Load(service.port(), "/api/v1/notifications", BODY).post(first, options.count(), options.clients());
        Bench.await(() -> service.sent() - sentBefore >= options.count(), "deliveries counted as sent");
    }

    private void take(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (!refuses) {
            taken.add(exchange.getRequestHeaders().getFirst("webhook-id"));
        }
        exchange.sendResponseHeaders(refuses ? 503 : 204, -1);
        exchange.close();
    }

    @Override
    public void close() {
        receiver.stop(0);
        threads.shutdownNow();
    }
}
