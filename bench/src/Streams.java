import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opens live streams of the inbox, a user each, and tells what they cost and how soon an event comes through. */
final class Streams {
    private static final int STREAMS = 1_000;
    private static final int EVENTS = 300;

    private Streams() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = Options.of(arguments);
        var figures = new Figures();
        Path home = options.directory().resolve("target/bench-streams");
        Bench.deleteTree(home);
        try (var sink = new Sink();
                var service = Service.start(options.command(), options.directory(), home, sink.port(), options.log())) {
            for (int run = 1; run <= options.runs(); run++) {
                measure(service, figures);
            }
        } finally {
            Bench.deleteTree(home);
        }
        System.out.println(figures.table());
    }

    private static void measure(Service service, Figures figures) throws IOException, InterruptedException {
        double heap = service.heapMiB();
        double resident = service.residentMiB();
        List<Socket> streams = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(open(service.port(), user(i)));
            }
            for (Socket stream : streams) {
                awaitText(stream.getInputStream(), "retry: ");
            }
            figures.add(STREAMS + " streams: heap after a collection, MiB more", service.heapMiB() - heap);
            figures.add(STREAMS + " streams: resident memory, MiB more", service.residentMiB() - resident);
            var millis = new double[EVENTS];
            for (int i = 0; i < EVENTS; i++) {
                int stream = i * 7 % STREAMS;
                long begin = System.nanoTime();
                service.post("/create", "{\"user_id\":\"" + user(stream) + "\",\"key\":\"new_post\"}");
                awaitText(streams.get(stream).getInputStream(), "event: notification");
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
            Arrays.sort(millis);
            figures.add("Event, from before its POST to its client: p50, ms", Figures.percentile(millis, 50));
            figures.add("Event, from before its POST to its client: p99, ms", Figures.percentile(millis, 99));
        } finally {
            for (Socket stream : streams) {
                stream.close();
            }
        }
        Thread.sleep(1_000);
    }

    private static String user(int number) {
        return "%024x".formatted(number);
    }

    private static Socket open(int port, String user) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET /stream?user_id=" + user + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitText(InputStream from, String text) throws IOException {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        while (read.indexOf(text) < 0) {
            int length = from.read(buffer);
            if (length < 0) {
                throw new IOException("A stream ended: " + read);
            }
            read.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }
    }
}
