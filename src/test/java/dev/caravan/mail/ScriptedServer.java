package dev.caravan.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server that behaves, except where the test says otherwise. Steps: CONNECT, the commands' verbs, and TEXT when
 * a message has arrived whole.
 */
final class ScriptedServer implements AutoCloseable {

    /** What the server does at one step. */
    interface Answer {
        void give(Dialogue dialogue) throws Exception;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable SSLSocketFactory tls;

    ScriptedServer() throws IOException {
        // Little, so that a text which is not read soon stands still.
        listener.setReceiveBufferSize(16_384);
        on("CONNECT", "220 test ESMTP");
        on("EHLO", "250-test\r\n250-PIPELINING\r\n250 SIZE 50000000");
        on("DATA", "354 go on");
        Thread thread = new Thread(this::listen, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    ScriptedServer on(String step, Answer answer) {
        answers.put(step, answer);
        return this;
    }

    ScriptedServer on(String step, String reply) {
        return on(step, dialogue -> dialogue.say(reply));
    }

    /** The answers in turn, the last one for ever after. */
    ScriptedServer on(String step, String first, String then) {
        AtomicInteger turn = new AtomicInteger();
        return on(step, dialogue -> dialogue.say(turn.getAndIncrement() == 0 ? first : then));
    }

    /** Answers STARTTLS, with the certificate of this factory. */
    ScriptedServer tls(SSLSocketFactory factory) {
        tls = factory;
        return on("EHLO", "250-test\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 AUTH PLAIN")
                .on("STARTTLS", Dialogue::encrypt)
                .on("AUTH", "235 welcome");
    }

    /** Does nothing until the client hangs up. */
    static void silence(Dialogue dialogue) throws IOException {
        while (dialogue.in.read() >= 0) {
            // What the client says is not heard.
        }
    }

    /** Hangs up hard, with RST. */
    static void reset(Dialogue dialogue) throws IOException {
        dialogue.socket.setSoLinger(true, 0);
        dialogue.socket.close();
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.size();
    }

    List<String> commands() {
        return commands;
    }

    /** The texts that arrived, as they were on the wire, without the final dot. */
    List<String> messages() {
        return messages;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                // Else the answers to a group of commands would wait for each other's acknowledgement.
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                open.add(socket);
                Thread thread = new Thread(() -> serve(socket), "scripted-smtp-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Dialogue dialogue = new Dialogue(socket);
            dialogue.answer("CONNECT");
            String line;
            while (!dialogue.socket.isClosed() && (line = dialogue.line()) != null) {
                commands.add(line);
                dialogue.answer(line.split("[ :]")[0].toUpperCase(Locale.ROOT));
            }
        } catch (Exception e) {
            // The client hung up, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    /** One connection. */
    final class Dialogue {

        private Socket socket;
        private InputStream in;
        private String last = "";
        private String text = "";

        Dialogue(Socket socket) throws IOException {
            this.socket = socket;
            in = new BufferedInputStream(socket.getInputStream());
        }

        void say(String reply) throws Exception {
            last = reply;
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        /** The replies of one group of commands, one byte in so many milliseconds: never silent, never done. */
        void drip(String reply, long millis) throws Exception {
            for (byte b : reply.getBytes(StandardCharsets.UTF_8)) {
                socket.getOutputStream().write(b);
                Thread.sleep(millis);
            }
        }

        /** The last text that arrived. */
        String text() {
            return text;
        }

        void hangUp() throws IOException {
            socket.close();
        }

        private void answer(String step) throws Exception {
            answers.getOrDefault(step, dialogue -> dialogue.say("250 ok")).give(this);
            if (step.equals("DATA") && last.startsWith("354") && !socket.isClosed()) {
                text = readText();
                messages.add(text);
                answer("TEXT");
            } else if (step.equals("QUIT")) {
                socket.close();
            }
        }

        private void encrypt() throws Exception {
            say("220 go on");
            SSLSocket encrypted = (SSLSocket)
                    tls.createSocket(socket, InetAddress.getLoopbackAddress().getHostName(), 0, true);
            encrypted.setUseClientMode(false);
            encrypted.startHandshake();
            socket = encrypted;
            in = new BufferedInputStream(encrypted.getInputStream());
        }

        private @Nullable String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int b;
            while ((b = in.read()) >= 0) {
                if (b == '\n') {
                    return line.toString(StandardCharsets.UTF_8).stripTrailing();
                }
                line.write(b);
            }
            return null;
        }

        private String readText() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int matched = 2;
            byte[] end = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
            while (matched < end.length) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("cut");
                }
                bytes.write(b);
                matched = b == end[matched] ? matched + 1 : b == '\r' ? 1 : 0;
            }
            String all = bytes.toString(StandardCharsets.UTF_8);
            return all.substring(0, all.length() - 3);
        }
    }
}
