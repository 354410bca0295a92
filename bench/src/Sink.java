import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An SMTP server on loopback that takes every mail and throws it away. It knows recipients of the form
 * {@code user-<number>@…} and {@code urgent-<number>@…}, counts how often each came, and notes when the urgent ones came.
 */
final class Sink implements AutoCloseable {
    private static final byte[] OK = ascii("250 OK\r\n");

    private final ServerSocket server;
    private final AtomicInteger mails = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final BitSet seen = new BitSet();
    private final Map<Integer, Long> urgent = new ConcurrentHashMap<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Duration delay = Duration.ZERO;

    Sink() throws IOException {
        server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        daemon("sink", () -> {
            while (!server.isClosed()) {
                var socket = server.accept();
                connections.incrementAndGet();
                daemon("sink-connection", () -> serve(socket));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Mails taken since the last {@link #forget}. */
    int mails() {
        return mails.get();
    }

    /** Connections ever made. */
    int connections() {
        return connections.get();
    }

    /** Mails of the {@code user-} kind that had come before. */
    int duplicates() {
        synchronized (seen) {
            return mails.get() - urgent.size() - seen.cardinality();
        }
    }

    /** When the mail to {@code urgent-<number>} was taken, by {@link System#nanoTime}; null if it was not. */
    Long urgentTakenAt(int number) {
        return urgent.get(number);
    }

    void forget() {
        synchronized (seen) {
            mails.set(0);
            seen.clear();
            urgent.clear();
        }
    }

    /** How long a mail takes from its last byte to the answer, as with a relay on a network. */
    void delay(Duration delay) {
        this.delay = delay;
    }

    /** Withholds the answer to every mail until {@link #release}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    @Override
    public void close() throws IOException {
        release();
        server.close();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new Lines(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            out.write(ascii("220 sink ESMTP\r\n"));
            String recipient = "";
            for (String line = in.command(); ; line = in.command()) {
                String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase();
                switch (verb) {
                    case "EHLO" -> out.write(ascii("250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"));
                    case "RCPT" -> {
                        recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                        out.write(OK);
                    }
                    case "DATA" -> {
                        out.write(ascii("354 go on\r\n"));
                        in.skipMessage();
                        gate.await();
                        LockSupport.parkNanos(delay.toNanos());
                        taken(recipient);
                        out.write(OK);
                    }
                    case "QUIT" -> {
                        out.write(ascii("221 bye\r\n"));
                        return;
                    }
                    default -> out.write(OK);
                }
            }
        } catch (EOFException hungUp) {
            // clients may close kept connections without QUIT
        }
    }

    private void taken(String recipient) {
        int dash = recipient.indexOf('-');
        int number = Integer.parseInt(recipient.substring(dash + 1, recipient.indexOf('@')));
        if (recipient.startsWith("urgent-")) {
            urgent.putIfAbsent(number, System.nanoTime());
            mails.incrementAndGet();
            return;
        }
        synchronized (seen) {
            seen.set(number);
            mails.incrementAndGet();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void daemon(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // the server or the connection is closed: nothing is left to do
                    } catch (InterruptedException end) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Reads commands and skips messages out of one buffer, without an object a byte. */
    private static final class Lines {
        private static final byte[] END = ascii("\r\n.\r\n");

        private final InputStream in;
        private final byte[] buffer = new byte[32 * 1024];
        private int from;
        private int to;

        Lines(InputStream in) {
            this.in = in;
        }

        String command() throws IOException {
            var line = new StringBuilder(64);
            for (int b = next(); b != '\n'; b = next()) {
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }

        void skipMessage() throws IOException {
            int matched = 2; // the line end of DATA counts: a message may be empty
            while (matched < END.length) {
                int b = next();
                matched = b == END[matched] ? matched + 1 : b == '\r' ? 1 : 0;
            }
        }

        private int next() throws IOException {
            if (from == to) {
                to = in.read(buffer);
                from = 0;
                if (to <= 0) {
                    to = 0;
                    throw new EOFException();
                }
            }
            return buffer[from++];
        }
    }
}
