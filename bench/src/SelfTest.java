import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Checks the tools against a stand-in that answers as Caravan does and sends its mail from memory. */
final class SelfTest {
    private SelfTest() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("stand-in")) {
            standIn(Integer.parseInt(System.getenv("SERVER_PORT")), Integer.parseInt(System.getenv("SMTP_PORT")));
            return;
        }
        check(Figures.percentile(new double[] {1, 2, 3, 4}, 50) == 2, "the nearest-rank median of an even count");
        check(Figures.percentile(new double[] {1, 2, 3, 4}, 99) == 4, "the highest value as p99");
        check(Figures.median(List.of(9.0, 1.0, 4.0)) == 4, "the median of three");
        Path page = Files.createTempFile("figures", ".md");
        Files.writeString(page, "a\n<!-- figures: written by bench/run -->\nold\n<!-- end of figures -->\nb\n");
        Figures.write(page, "new\n");
        check(Files.readString(page).matches("(?s)a\n<.*>\n\nnew\n\n<.*>\nb\n"), "figures between the marks");
        sinkTellsDuplicatesAndHolds();
        var command = List.of("java", "-cp", System.getProperty("java.class.path"), "SelfTest", "stand-in");
        Path log = Files.createTempFile("bench", ".log");
        var bench = new Bench(new Options(1_000, 1, 8, command, Path.of("").toAbsolutePath(), log, null));
        bench.measure();
        for (String row : List.of("| end to end, per second", "| Urgent during a backlog: p99", "| First start, s")) {
            check(bench.figures().table().contains(row), "a row " + row);
        }
        Files.delete(log);
        Files.delete(page);
        System.out.println("The bench's own checks pass.");
    }

    private static void sinkTellsDuplicatesAndHolds() throws IOException, InterruptedException {
        try (var sink = new Sink();
                var mail = new Mail(sink.port())) {
            mail.send("user-7@example.test");
            mail.send("user-8@example.test");
            check(sink.mails() == 2 && sink.duplicates() == 0, "two mails, none twice");
            mail.send("user-7@example.test");
            check(sink.duplicates() == 1, "one mail twice");
            sink.hold();
            var held = new Thread(() -> {
                try {
                    mail.send("urgent-1@example.test");
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            held.start();
            held.join(200);
            check(held.isAlive() && sink.urgentTakenAt(1) == null, "a held mail is not taken");
            sink.release();
            held.join();
            check(sink.urgentTakenAt(1) != null && sink.duplicates() == 1, "a released mail is taken");
        }
    }

    private static void standIn(int port, int smtpPort) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var queue = new LinkedBlockingQueue<String>();
        var urgent = new LinkedBlockingQueue<String>();
        var sent = new AtomicInteger();
        var recipient = Pattern.compile("\"email\":\"([^\"]+)\"");
        for (var each : List.of(queue, queue, urgent)) {
            Executors.newSingleThreadExecutor().submit(() -> {
                try (var mail = new Mail(smtpPort)) {
                    while (true) {
                        mail.send(each.take());
                        Thread.sleep(1); // so that a backlog lasts long enough to be measured
                        sent.incrementAndGet();
                    }
                }
            });
        }
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/api/v1/healthcheck", exchange -> answer(exchange, 200, "{\"status\":\"ok\"}"));
        server.createContext("/api/v1/templates", exchange -> answer(exchange, 201, "{}"));
        server.createContext(
                "/actuator/prometheus",
                exchange -> answer(exchange, 200, "caravan_deliveries_sent_total{channel=\"email\"} " + sent + ".0\n"));
        server.createContext("/api/v1/notifications", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("POST")) {
                var match = recipient.matcher(body);
                check(match.find(), "an address in " + body);
                (body.contains("\"priority\":\"urgent\"") ? urgent : queue).add(match.group(1));
                answer(exchange, 202, "{}");
            } else {
                answer(exchange, 200, "{\"items\": []}");
            }
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Expected " + what + ".");
        }
    }

    /** One SMTP connection that is kept. */
    private static final class Mail implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Mail(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
        }

        void send(String recipient) throws IOException {
            say("MAIL FROM:<shop@example.test>");
            say("RCPT TO:<" + recipient + ">");
            say("DATA");
            say("Subject: x\r\n\r\n..\r\nText\r\n.");
        }

        private void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
