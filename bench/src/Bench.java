import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Measures one Caravan from outside: starts it from an empty home, posts to it, takes its mail. */
final class Bench {
    private static final String TEMPLATE = """
            {"name": "Bench", "slug": "bench", "engine": "freemarker",
             "content": "Hello ${name},\\n\\n${text}\\n<#if urgent!false>\\nThis message is urgent.\\n</#if>\\n-- \\nExample Shop"}""";
    private static final String PATH = "/api/v1/notifications?template_slug=bench";
    private static final String BULK = """
            {"recipients":[{"email":"user-{{n}}@example.test"}],"channels":["email"],"priority":"bulk",\
            "subject":"Your order {{n}} has been shipped","context":{"name":"user {{n}}",\
            "text":"Good news: your order {{n}} left our warehouse this morning and is on its way to you. It should arrive within \
            two working days. You can follow the parcel with the tracking number TRK-{{n}} on the carrier's site. If something is \
            wrong with the delivery, simply answer this message and our support team will look into it."}}""";
    private static final String URGENT = """
            {"recipients":[{"email":"urgent-{{n}}@example.test"}],"channels":["email"],"priority":"urgent",\
            "subject":"Your sign-in code {{n}}","context":{"name":"user {{n}}","urgent":true,\
            "text":"Your one-time code is 482-913. It is valid for five minutes."}}""";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Options options;
    private final Figures figures = new Figures();
    private final Path work;
    private int next = 1;

    Bench(Options options) throws IOException {
        this.options = options;
        this.work = options.directory().resolve("target/bench-home");
        deleteTree(work);
        Files.createDirectories(work);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = Options.of(arguments);
        var bench = new Bench(options);
        try {
            bench.measure();
        } finally {
            deleteTree(bench.work);
        }
        String table = bench.figures.table();
        System.out.println(table);
        if (options.page() != null) {
            String made = "%s, %s, Java %s, %d runs of %d notifications, `%s`.%n%n"
                    .formatted(
                            LocalDate.now(),
                            Proc.machine(),
                            Runtime.version(),
                            options.runs(),
                            options.count(),
                            String.join(" ", options.command()));
            Figures.write(options.page(), made + table);
        }
    }

    Figures figures() {
        return figures;
    }

    void measure() throws IOException, InterruptedException {
        try (var sink = new Sink()) {
            Path home = work.resolve("home");
            for (int run = 1; run < options.runs(); run++) {
                start(home, sink, "First start, s").close();
                start(home, sink, "Second start, s").close();
                deleteTree(home);
            }
            start(home, sink, "First start, s").close();
            try (var service = start(home, sink, "Second start, s")) {
                service.post("/api/v1/templates", TEMPLATE);
                throughput(service, sink, "Cold: ");
                for (int run = 1; run <= options.runs(); run++) {
                    throughput(service, sink, "");
                }
                sink.delay(Duration.ofMillis(10));
                for (int run = 1; run <= options.runs(); run++) {
                    say("relay that takes 10 ms a mail, run " + run);
                    figures.add(
                            "Relay of 10 ms: end to end, per second",
                            options.count() / endToEnd(service, sink).seconds());
                }
                sink.delay(Duration.ZERO);
                for (int run = 1; run <= options.runs(); run++) {
                    urgent(service, sink);
                }
                figures.add("Peak memory of the service, MiB", service.peakMiB());
                figures.add("Memory of PostgreSQL, MiB", service.postgresMiB());
                figures.add("SMTP connections made", sink.connections());
                for (String status : List.of("queued", "processing", "failed")) {
                    if (service.any(status)) {
                        throw new IOException("Some deliveries are left as " + status + ".");
                    }
                }
            }
        }
    }

    private Service start(Path home, Sink sink, String figure) throws IOException, InterruptedException {
        say("start");
        Service service = Service.start(options.command(), options.directory(), home, sink.port(), options.log());
        figures.add(figure, service.startSeconds());
        return service;
    }

    private void throughput(Service service, Sink sink, String prefix) throws IOException, InterruptedException {
        say(prefix + options.count() + " notifications, " + options.clients() + " clients");
        Service.Cpu before = service.cpu();
        double ownBefore = ownCpuSeconds();
        EndToEnd result = endToEnd(service, sink);
        Service.Cpu spent = service.cpu().minus(before);
        double own = ownCpuSeconds() - ownBefore;
        double thousands = options.count() / 1000.0;
        figures.add(prefix + "end to end, per second", options.count() / result.seconds());
        figures.add(prefix + "CPU-s per 1 000, service", spent.service() / thousands);
        figures.add(prefix + "CPU-s per 1 000, PostgreSQL", spent.postgres() / thousands);
        if (!prefix.isEmpty()) {
            return;
        }
        figures.add("Accept: per second", result.answers().perSecond());
        figures.add("Accept: p50, ms", result.answers().percentile(50));
        figures.add("Accept: p99, ms", result.answers().percentile(99));
        figures.add("Load generator and sink, CPU-s per 1 000", own / thousands);
        double others = spent.machine() - spent.service() - spent.postgres() - own;
        double share = others / result.seconds() / Runtime.getRuntime().availableProcessors();
        figures.add("Share of the machine that other processes took, %", Math.max(0, 100 * share));
    }

    /** Posts all and waits until the sink has every mail and the store knows it. */
    private EndToEnd endToEnd(Service service, Sink sink) throws IOException, InterruptedException {
        sink.forget();
        int sentBefore = service.sent();
        long begin = System.nanoTime();
        Load.Answers answers = new Load(service.port(), PATH, BULK).post(next, options.count(), options.clients());
        next += options.count();
        if (answers.refused() > 0) {
            throw new IOException(answers.refused() + " requests were not answered 202.");
        }
        await(() -> sink.mails() >= options.count(), "mails in the sink");
        await(() -> service.sent() - sentBefore >= options.count(), "deliveries counted as sent");
        double seconds = (System.nanoTime() - begin) / 1e9;
        noDuplicates(sink);
        return new EndToEnd(answers, seconds);
    }

    /** One urgent notification every 50 ms while a backlog of bulk drains. */
    private void urgent(Service service, Sink sink) throws IOException, InterruptedException {
        say("urgent ones while " + options.count() + " bulk ones drain");
        sink.forget();
        int sentBefore = service.sent();
        sink.hold();
        new Load(service.port(), PATH, BULK).post(next, options.count(), options.clients());
        next += options.count();
        sink.release();
        Thread.sleep(200);
        var client = new Load(service.port(), PATH, URGENT).client();
        var postedAt = new ArrayList<Long>();
        for (long tick = System.nanoTime(); sink.mails() < 0.9 * options.count(); tick += 50_000_000) {
            Thread.sleep(Math.max(0, (tick - System.nanoTime()) / 1_000_000));
            postedAt.add(System.nanoTime());
            if (client.post(postedAt.size()) != 202) {
                throw new IOException("An urgent request was not answered 202.");
            }
        }
        client.disconnect();
        int all = options.count() + postedAt.size();
        await(() -> sink.mails() >= all, "mails in the sink");
        await(() -> service.sent() - sentBefore >= all, "deliveries counted as sent");
        noDuplicates(sink);
        var millis = new double[postedAt.size()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = (sink.urgentTakenAt(i + 1) - postedAt.get(i)) / 1e6;
        }
        Arrays.sort(millis);
        if (millis.length > 0) {
            figures.add("Urgent during a backlog: p50, ms", Figures.percentile(millis, 50));
            figures.add("Urgent during a backlog: p99, ms", Figures.percentile(millis, 99));
        }
        figures.add("Urgent during a backlog: samples", millis.length);
    }

    private record EndToEnd(Load.Answers answers, double seconds) {}

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Condition condition, String what) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("Not all " + what + " after " + LIMIT.toSeconds() + " s.");
            }
            Thread.sleep(20);
        }
    }

    private static void noDuplicates(Sink sink) throws IOException {
        if (sink.duplicates() > 0) {
            throw new IOException(sink.duplicates() + " mails came twice.");
        }
    }

    private static double ownCpuSeconds() {
        return Proc.cpuSeconds(List.of(ProcessHandle.current().pid()));
    }

    private static void say(String what) {
        System.err.println(what);
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
