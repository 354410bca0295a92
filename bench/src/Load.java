import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Posts numbered requests over kept connections, as fast as they are answered. */
final class Load {
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final int port;
    private final String path;
    private final String[] bodyParts;

    /** @param body a JSON text in which every <code>{{n}}</code> becomes the request's number */
    Load(int port, String path, String body) {
        this.port = port;
        this.path = path;
        this.bodyParts = body.split("\\{\\{n}}", -1);
    }

    /** What the clients saw: milliseconds of every answer in rising order, and how many answers were not 202. */
    record Answers(double[] millis, int refused, double seconds) {
        double percentile(double p) {
            return Figures.percentile(millis, p);
        }

        double perSecond() {
            return millis.length / seconds;
        }
    }

    /** Posts the numbers from {@code first} on, {@code count} of them, through {@code clients} connections. */
    Answers post(int first, int count, int clients) throws InterruptedException {
        var next = new AtomicInteger();
        var refused = new AtomicInteger();
        var millis = new double[count];
        long begin = System.nanoTime();
        var threads = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            threads[i] = new Thread(
                    () -> {
                        var client = new Client();
                        for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                            long sent = System.nanoTime();
                            if (client.post(first + n) != 202) {
                                refused.incrementAndGet();
                            }
                            millis[n] = (System.nanoTime() - sent) / 1e6;
                        }
                        client.disconnect();
                    },
                    "load-" + i);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Arrays.sort(millis);
        return new Answers(millis, refused.get(), seconds);
    }

    Client client() {
        return new Client();
    }

    /** One kept connection. */
    final class Client {
        private final byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/json\r\nContent-Length: ")
                .getBytes(StandardCharsets.US_ASCII);
        private final byte[] answer = new byte[64 * 1024];
        private Socket socket;

        /** The status of the answer; 0 if none came. */
        int post(int number) {
            byte[] body = String.join(Integer.toString(number), bodyParts).getBytes(StandardCharsets.UTF_8);
            byte[] length = (body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] request = Arrays.copyOf(head, head.length + length.length + body.length);
            System.arraycopy(length, 0, request, head.length, length.length);
            System.arraycopy(body, 0, request, head.length + length.length, body.length);
            try {
                if (socket == null) {
                    connect();
                }
                socket.getOutputStream().write(request);
                return readAnswer(socket.getInputStream());
            } catch (IOException lost) {
                disconnect();
                return 0;
            }
        }

        private void connect() throws IOException {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        }

        void disconnect() {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException ignored) {
                // it is not used again either way
            }
            socket = null;
        }

        private int readAnswer(InputStream in) throws IOException {
            int length = 0;
            int headLength = -1;
            while (headLength < 0) {
                length = more(in, length);
                headLength = indexAfter(HEAD_END, length);
            }
            String head = new String(answer, 0, headLength, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            int field = head.indexOf("\r\ncontent-length:");
            if (field >= 0) {
                int begin = field + "\r\ncontent-length:".length();
                int bodyLength = Integer.parseInt(
                        head.substring(begin, head.indexOf('\r', begin)).strip());
                while (length < headLength + bodyLength) {
                    length = more(in, length);
                }
            } else if (head.contains("\r\ntransfer-encoding: chunked")) {
                while (!endsWith(LAST_CHUNK, length)) {
                    length = more(in, length);
                }
            }
            if (head.contains("\r\nconnection: close")) {
                disconnect();
            }
            return Integer.parseInt(head.substring(9, 12));
        }

        private int more(InputStream in, int length) throws IOException {
            int read = in.read(answer, length, answer.length - length);
            if (read <= 0) {
                throw new EOFException();
            }
            return length + read;
        }

        private int indexAfter(byte[] part, int length) {
            for (int i = part.length; i <= length; i++) {
                if (Arrays.equals(answer, i - part.length, i, part, 0, part.length)) {
                    return i;
                }
            }
            return -1;
        }

        private boolean endsWith(byte[] part, int length) {
            return length >= part.length && Arrays.equals(answer, length - part.length, length, part, 0, part.length);
        }
    }
}
