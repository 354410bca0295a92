import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures mailings: clients from files into a heap of 256 MiB, the audience of a million of them, and a mailing to 100 000
 * that is paused on its way, with urgent notifications beside it.
 */
final class Mailings {
    private static final int FILE = 100_000;
    private static final String URGENT = """
            {"recipients":[{"email":"urgent-{{n}}@example.test"}],"channels":["email"],"priority":"urgent",\
            "subject":"Your sign-in code {{n}}","message":"Your one-time code is 482-913."}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Figures figures = new Figures();
    private int urgent = 1;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        Path home = options.directory().resolve("target/bench-home");
        Bench.deleteTree(home);
        Files.createDirectories(home);
        List<String> command = new ArrayList<>(options.command());
        command.add(1, "-Xmx256m");
        var bench = new Mailings();
        try (var sink = new Sink();
                var service = Service.start(command, options.directory(), home, sink.port(), options.log())) {
            bench.measure(service, sink, options.runs());
        } finally {
            Bench.deleteTree(home);
        }
        System.out.println(bench.figures.table());
    }

    private void measure(Service service, Sink sink, int runs) throws IOException, InterruptedException {
        for (int file = 0; file < 10; file++) {
            double begin = System.nanoTime();
            importClients(service, file);
            figures.add(
                    file == 0 ? "Import of the first 100 000 clients, s" : "Import of 100 000 more, s",
                    (System.nanoTime() - begin) / 1e9);
        }
        audience(service);
        figures.add("Memory of the service after a million, MiB", service.residentMiB());
        for (int run = 1; run <= runs; run++) {
            quiet(service, sink);
            mailing(service, sink);
        }
        figures.add("Peak memory of the service, MiB", service.peakMiB());
    }

    private void importClients(Service service, int file) throws IOException, InterruptedException {
        String[] zones = {"Europe/Moscow", "Asia/Tomsk", "Europe/Berlin", "UTC"};
        var csv = new StringBuilder("phone_number,operator_code,tags,timezone,email,name,attributes.city\n");
        for (int i = 0; i < FILE; i++) {
            int n = file * FILE + i;
            csv.append("79%09d,%d,file-%d|%s|%s,%s,user-%d@example.test,User %d,Tver%n"
                    .formatted(
                            n,
                            900 + n % 10,
                            file,
                            n % 2 == 0 ? "even" : "odd",
                            n % 3 == 0 ? "third" : "other",
                            zones[n % 4],
                            n,
                            n));
        }
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/api/v1/clients/import"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(csv.toString()))
                .build();
        String report = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        if (!report.contains("\"created\":" + FILE)) {
            throw new IOException("The import answered " + report);
        }
    }

    /** Half of a million by one tag, and a tenth by two tags and an operator. */
    private void audience(Service service) throws IOException, InterruptedException {
        for (String choice : new String[] {
            "\"tags\":[{\"name\":\"even\"}]",
            "\"tags\":[{\"name\":\"even\"},{\"name\":\"third\"}],\"operators\":[{\"code\":\"900\"},{\"code\":\"902\"}]"
        }) {
            String id = create(service, "2099-01-01T00:00:00Z", choice);
            for (int i = 0; i < 10; i++) {
                double begin = System.nanoTime();
                service.get("/api/v1/mailings/" + id + "/audience");
                figures.add("Audience out of a million, ms", (System.nanoTime() - begin) / 1e6);
            }
        }
    }

    private static String create(Service service, String start, String choice)
            throws IOException, InterruptedException {
        String made = service.post(
                "/api/v1/mailings",
                "{\"start_datetime\":\"%s\",\"end_datetime\":\"2099-02-01T00:00:00Z\",\"text\":\"Everything at half the price.\",\"subject\":\"Sale\",\"channels\":[\"email\"],%s}"
                        .formatted(start, choice));
        return made.replaceAll(".*?\"id\":(\\d+).*", "$1");
    }

    private void quiet(Service service, Sink sink) throws IOException, InterruptedException {
        sink.forget();
        urgent(service, sink, "Urgent when it is quiet", 200);
    }

    /** One urgent notification every 50 ms; how long each took to the mail server. */
    private void urgent(Service service, Sink sink, String figure, int samples)
            throws IOException, InterruptedException {
        var client = new Load(service.port(), "/api/v1/notifications", URGENT).client();
        int first = urgent;
        var postedAt = new ArrayList<Long>();
        for (long tick = System.nanoTime(); postedAt.size() < samples; tick += 50_000_000) {
            Thread.sleep(Math.max(0, (tick - System.nanoTime()) / 1_000_000));
            postedAt.add(System.nanoTime());
            client.post(urgent++);
        }
        client.disconnect();
        Bench.await(() -> sink.urgentTakenAt(urgent - 1) != null, "urgent mails");
        double[] millis = new double[samples];
        for (int i = 0; i < samples; i++) {
            int number = first + i;
            Bench.await(() -> sink.urgentTakenAt(number) != null, "urgent mails");
            millis[i] = (sink.urgentTakenAt(number) - postedAt.get(i)) / 1e6;
        }
        Arrays.sort(millis);
        figures.add(figure + ": p50, ms", Figures.percentile(millis, 50));
        figures.add(figure + ": p99, ms", Figures.percentile(millis, 99));
    }

    private void mailing(Service service, Sink sink) throws IOException, InterruptedException {
        sink.forget();
        long begin = System.nanoTime();
        String id = create(service, Instant.now().toString(), "\"tags\":[{\"name\":\"file-3\"}]");
        String path = "/api/v1/mailings/" + id;
        Bench.await(() -> field(service, path, "notification_id").length() > 10, "mailings started");
        String notification = "/api/v1/notifications/" + field(service, path, "notification_id");
        Bench.await(() -> service.get(notification).body().contains("\"recipients\":" + FILE), "messages made");
        figures.add("Mailing: messages to 100 000 clients made, s", (System.nanoTime() - begin) / 1e9);
        urgent(service, sink, "Urgent while it drains", 300);
        service.post(path + "/pause", "");
        long paused = System.nanoTime();
        int mails = sink.mails();
        long last = paused;
        while (System.nanoTime() - last < 4_000_000_000L) {
            if (sink.mails() != mails) {
                mails = sink.mails();
                last = System.nanoTime();
            }
            Thread.sleep(5);
        }
        figures.add("Pause: until the last mail, s", (last - paused) / 1e9);
        int atRest = mails;
        long resumed = System.nanoTime();
        service.post(path + "/resume", "");
        Bench.await(() -> sink.mails() >= FILE, "mails in the sink");
        figures.add("Mailing: sent per second", (FILE - atRest) / ((System.nanoTime() - resumed) / 1e9));
        if (sink.duplicates() > 0) {
            throw new IOException(sink.duplicates() + " mails came twice.");
        }
        Bench.await(() -> field(service, path, "status").equals("finished"), "mailings finished");
    }

    private static String field(Service service, String path, String name) throws IOException, InterruptedException {
        return service.get(path).body().replaceAll("(?s).*?\"" + name + "\":\"?([^\",}]*).*", "$1");
    }
}
