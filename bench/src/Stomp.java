import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * STOMP 1.2 clients that put persistent messages on {@code caravan.inbound}. Each waits for the receipt of one before it
 * puts the next, as a client must that is to lose none.
 */
final class Stomp {
    private final int port;
    private final String password;
    private final String body;

    /** @param body with the message's number for each {@code {{n}}} */
    Stomp(int port, String password, String body) {
        this.port = port;
        this.password = password;
        this.body = body;
    }

    /** Puts messages with rising numbers, and returns once each has its receipt. */
    void put(int first, int count, int connections) throws IOException, InterruptedException {
        var next = new AtomicInteger(first);
        var threads = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                clients.add(() -> {
                    put(next, first + count);
                    return null;
                });
            }
            for (Future<Void> client : threads.invokeAll(clients)) {
                client.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void put(AtomicInteger next, int end) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            var in = new BufferedInputStream(socket.getInputStream());
            ask(
                    socket,
                    in,
                    "CONNECT\naccept-version:1.2\nhost:caravan\nlogin:legacy\npasscode:" + password + "\n\n",
                    "CONNECTED");
            for (int n = next.getAndIncrement(); n < end; n = next.getAndIncrement()) {
                ask(
                        socket,
                        in,
                        "SEND\ndestination:/queue/caravan.inbound\npersistent:true\nreceipt:" + n + "\n\n"
                                + body.replace("{{n}}", Integer.toString(n)),
                        "RECEIPT");
            }
        }
    }

    private static void ask(Socket socket, InputStream in, String frame, String expected) throws IOException {
        socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
        var answer = new StringBuilder();
        for (int c = in.read(); c != 0; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The broker hung up: " + answer);
            }
            answer.append((char) c);
        }
        if (!answer.toString().stripLeading().startsWith(expected + "\n")) {
            throw new IOException("Not " + expected + ": " + answer);
        }
    }
}
