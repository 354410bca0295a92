import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Edits route files while clients post without a pause: half of the edits are good, half are bad. No request may fail, no
 * notification be lost or come twice, each good edit goes live and each bad one is refused with its place.
 */
final class Publishing {
    private static final int EDITS_OF_A_KIND = 50;
    /** So that what is still to be sent at the end stays within minutes. */
    private static final int BACKLOG = 20_000;

    private static final String BODY = """
            {"recipients":[{"email":"user-{{n}}@example.test"}],"channels":["email"],"message":"number {{n}}"}""";
    private static final Pattern EDIT =
            Pattern.compile("\"revision\":(\\d+),\"at\":\"[^\"]*\",\"author\":\"[^\"]*\",\"verdict\":\"(\\w+)\","
                    + "\"findings\":\\[(?:\\{\"file\":\"([^\"]*)\",\"line\":(\\d+))?");

    /** An edit: what is put in the place of what, {@code #} being its number. */
    private record Edit(String file, String from, String to) {}

    private static final List<Edit> GOOD = List.of(
            new Edit("channels/email.camel.yaml", "Sends a delivery", "Sends (#) a delivery"),
            new Edit("3-deliver/policy-listed.camel.yaml", "Tries the channels", "Tries (#) the channels"),
            new Edit("3-deliver/deliver-default.camel.yaml", "Delivers the parcels", "Delivers (#) the parcels"),
            new Edit("1-intake/dialect-templated-mail.camel.yaml", "Translates dialect A", "Translates (#) dialect A"),
            new Edit("3-deliver/deliver.camel.yaml", "Delivers one notification", "Delivers (#) one notification"),
            new Edit("1-intake/createNotification.camel.yaml", "description: ", "description: (#) "));

    private static final List<Edit> BAD = List.of(
            new Edit("channels/email.camel.yaml", "steps:", "steps: ["),
            new Edit("channels/email.camel.yaml", "steps:", "stepz:"),
            new Edit("channels/email.camel.yaml", "uri: smtp:", "uri: smpt:"),
            new Edit("channels/email.camel.yaml", "ref: mail", "ref: mial"),
            new Edit("3-deliver/policy-default.camel.yaml", "direct:channel-sms", "direct:channel-sns"),
            new Edit("3-deliver/policy-default.camel.yaml", "id: policy-default", "id: deliver"),
            new Edit("channels/email.camel.yaml", null, ""),
            new Edit("channels/email.camel.yaml", null, "- route:\n    id: channel-email\n    descr"),
            new Edit("channels/email.camel.yaml", null, null),
            new Edit("channels/email.camel.yaml", "{{caravan.smtp.host}}", "{{caravan.smtp.hots}}"));

    private Publishing() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = Options.of(arguments);
        var figures = new Figures();
        Path home = options.directory().resolve("target/bench-publishing");
        Path routes = options.directory().resolve(System.getenv("CARAVAN_ROUTES"));
        Bench.deleteTree(home);
        Bench.deleteTree(routes);
        copy(options.directory().resolve("routes"), routes);
        try (var sink = new Sink();
                var service = Service.start(options.command(), options.directory(), home, sink.port(), options.log())) {
            new Load(service.port(), "/api/v1/notifications", BODY).post(0, 2_000, options.clients());
            await(() -> sink.mails() >= 2_000);
            var clients = new Clients(service.port(), sink, options.clients());
            Thread.sleep(5_000);
            edit(service, routes, figures);
            clients.stop();
            await(() -> sink.mails() >= clients.accepted.get() + 2_000);
            Thread.sleep(2_000);
            figures.add("Notifications posted meanwhile", clients.accepted.get());
            figures.add("Requests not answered 202", clients.failed.get());
            figures.add("Mails that came twice", sink.duplicates());
            figures.add("Notifications lost", clients.accepted.get() + 2_000 - (sink.mails() - sink.duplicates()));
        } finally {
            Bench.deleteTree(home);
            Bench.deleteTree(routes);
        }
        System.out.println(figures.table());
    }

    private static void edit(Service service, Path routes, Figures figures) throws IOException, InterruptedException {
        var good = new double[EDITS_OF_A_KIND];
        var bad = new double[EDITS_OF_A_KIND];
        for (int i = 0; i < EDITS_OF_A_KIND; i++) {
            good[i] = apply(service, routes, GOOD.get(i % GOOD.size()), i, "published");
            bad[i] = apply(service, routes, BAD.get(i % BAD.size()), i, "refused");
        }
        Arrays.sort(good);
        Arrays.sort(bad);
        figures.add("Good edit, from the save until it is live: median, ms", Figures.percentile(good, 50));
        figures.add("Good edit: slowest, ms", good[EDITS_OF_A_KIND - 1]);
        figures.add("Bad edit, from the save until it is refused: median, ms", Figures.percentile(bad, 50));
        figures.add("Bad edit: slowest, ms", bad[EDITS_OF_A_KIND - 1]);
    }

    /** Saves an edit, waits for its verdict, and puts a bad one right again; returns milliseconds. */
    private static double apply(Service service, Path routes, Edit edit, int number, String verdict)
            throws IOException, InterruptedException {
        Path file = routes.resolve(edit.file());
        String text = Files.readString(file);
        long before = latest(service).revision();
        long begin = System.nanoTime();
        if (edit.to() == null) {
            Files.delete(file);
        } else if (edit.from() == null) {
            Files.writeString(file, edit.to());
        } else {
            String known = text.replaceAll(" ?\\(\\d+\\)", "");
            String edited = known.replace(edit.from(), edit.to().replace("#", Integer.toString(number)));
            if (edited.equals(text)) {
                throw new IOException(edit + " changes nothing");
            }
            Files.writeString(file, edited);
        }
        Verdict seen = latest(service);
        while (seen.revision() == before) {
            if (System.nanoTime() - begin > 30_000_000_000L) {
                throw new IOException(edit + " was not seen");
            }
            Thread.sleep(20);
            seen = latest(service);
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        if (!seen.verdict().equals(verdict) || verdict.equals("refused") && seen.line() < 1) {
            throw new IOException(edit + " was " + seen);
        }
        if (verdict.equals("refused")) {
            Files.writeString(file, text);
        }
        return millis;
    }

    private record Verdict(long revision, String verdict, int line) {}

    private static Verdict latest(Service service) throws IOException, InterruptedException {
        String body = service.get("/api/v1/routes/revisions?limit=1").body();
        Matcher edit = EDIT.matcher(body);
        if (!edit.find()) {
            throw new IOException("No revision in " + body);
        }
        return new Verdict(
                Long.parseLong(edit.group(1)),
                edit.group(2),
                edit.group(4) == null ? 0 : Integer.parseInt(edit.group(4)));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long until = System.nanoTime() + 300_000_000_000L;
        while (!condition.holds() && System.nanoTime() < until) {
            Thread.sleep(100);
        }
    }

    /** Post one notification after the other until they are stopped. */
    private static final class Clients {
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger next = new AtomicInteger(2_000);
        private final Thread[] threads;
        private volatile boolean stopped;

        Clients(int port, Sink sink, int count) {
            var load = new Load(port, "/api/v1/notifications", BODY);
            threads = new Thread[count];
            for (int i = 0; i < count; i++) {
                threads[i] = new Thread(() -> post(load.client(), sink));
                threads[i].start();
            }
        }

        private void post(Load.Client client, Sink sink) {
            while (!stopped) {
                if (accepted.get() - sink.mails() > BACKLOG) {
                    pause();
                } else if (client.post(next.getAndIncrement()) == 202) {
                    accepted.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
            }
            client.disconnect();
        }

        private static void pause() {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
