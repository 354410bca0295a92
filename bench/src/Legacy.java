import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Measures requests from the queue: put by STOMP clients, taken, and sent. */
final class Legacy {
    private static final String BODY = """
            {"recipients":[{"email":"user-{{n}}@example.test"}],"channels":["email"],"priority":"bulk",\
            "subject":"Your order {{n}} has been shipped","message":"Hello user {{n}}, your order left our warehouse this \
            morning and is on its way to you. It should arrive within two working days. You can follow the parcel with the \
            tracking number TRK-{{n}} on the carrier's site. If something is wrong with the delivery, simply answer this \
            message and our support team will look into it."}""";

    private Legacy() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        Path home = options.directory().resolve("target/bench-legacy");
        Bench.deleteTree(home);
        Files.createDirectories(home);
        var figures = new Figures();
        int stompPort = Service.freePort();
        try (var sink = new Sink();
                var service = Service.start(
                        options.command(), options.directory(), home, sink.port(), stompPort, options.log())) {
            String password = Files.readString(home.resolve("secrets/broker-legacy-password"))
                    .strip();
            int next = 1;
            for (int run = 0; run <= options.runs(); run++) {
                measure(options, service, sink, new Stomp(stompPort, password, BODY), next, run == 0, figures);
                next += options.count();
            }
        } finally {
            Bench.deleteTree(home);
        }
        System.out.println(figures.table());
    }

    private static void measure(
            Options options, Service service, Sink sink, Stomp clients, int first, boolean cold, Figures figures)
            throws IOException, InterruptedException {
        String prefix = cold ? "Cold: " : "";
        sink.forget();
        int sentBefore = service.sent();
        Service.Cpu before = service.cpu();
        double ownBefore = own();
        long begin = System.nanoTime();
        clients.put(first, options.count(), options.clients());
        double put = (System.nanoTime() - begin) / 1e9;
        Bench.await(() -> sink.mails() >= options.count(), "mails in the sink");
        Bench.await(() -> service.sent() - sentBefore >= options.count(), "deliveries counted as sent");
        double seconds = (System.nanoTime() - begin) / 1e9;
        Service.Cpu spent = service.cpu().minus(before);
        double own = own() - ownBefore;
        if (sink.duplicates() > 0) {
            throw new IOException(sink.duplicates() + " mails came twice.");
        }
        double thousands = options.count() / 1e3;
        figures.add(prefix + "from STOMP to sent, per second", options.count() / seconds);
        figures.add(prefix + "put with a receipt, per second", options.count() / put);
        figures.add(prefix + "CPU-s per 1 000, service", spent.service() / thousands);
        figures.add(prefix + "CPU-s per 1 000, PostgreSQL", spent.postgres() / thousands);
        figures.add(prefix + "STOMP clients and sink, CPU-s per 1 000", own / thousands);
        double others = spent.machine() - spent.service() - spent.postgres() - own;
        double share = others / seconds / Runtime.getRuntime().availableProcessors();
        figures.add(prefix + "Share of the machine that other processes took, %", Math.max(0, 100 * share));
    }

    private static double own() {
        return Proc.cpuSeconds(List.of(ProcessHandle.current().pid()));
    }
}
