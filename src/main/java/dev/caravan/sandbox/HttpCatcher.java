package dev.caravan.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP providers on a free port of 127.0.0.1. A late or missing answer holds a connection but no thread, so that a
 * provider told to be slow does not slow the others.
 */
final class HttpCatcher {

    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    static final Duration SLOW = Duration.ofSeconds(5);

    /** Longer than any sane client waits. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final int LARGEST_BODY = 1 << 20;
    private static final int THREADS = 8;
    private static final int WAITING = 1_000;
    private static final int MOST_PENDING = 500;

    static {
        // else each answer waits 40 ms: its headers and its body are two packets, and the second waits for the first's
        // acknowledgement (Nagle); the JDK reads the property once, when its first server is made
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private final CaughtMessages caught;
    private final Faults faults;
    private final HttpServer server;
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Daemon.threads("sandbox-http"));
    private final ScheduledThreadPoolExecutor later =
            new ScheduledThreadPoolExecutor(1, Daemon.threads("sandbox-http-later"));

    HttpCatcher(InetAddress address, CaughtMessages caught, Faults faults) {
        this.caught = caught;
        this.faults = faults;
        workers.allowCoreThreadTimeOut(true);
        try {
            server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(workers);
    }

    /** @param path the beginning of the paths that are the provider's */
    void serve(String path, HttpProvider provider) {
        server.createContext(path, exchange -> handle(exchange, provider));
    }

    void start() {
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Ends the server and every connection; a second call does nothing. */
    void stop() {
        later.shutdownNow();
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange, HttpProvider provider) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            answer(exchange, provider.wrong(413, "Request Entity Too Large"));
            return;
        }
        Call call = new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                header(exchange, "Content-Type").toLowerCase(Locale.ROOT),
                header(exchange, "Authorization"),
                new String(body, StandardCharsets.UTF_8));
        try {
            take(exchange, provider, provider.read(call));
        } catch (HttpProvider.Refused refused) {
            answer(exchange, refused.answer());
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            answer(exchange, provider.wrong(400, "Bad Request: the body cannot be read"));
        }
    }

    private void take(HttpExchange exchange, HttpProvider provider, Message message) throws IOException {
        Behaviour behaviour = faults.of(provider.name(), message.rehearsal(), message.key());
        switch (behaviour) {
            case ACCEPT -> answer(exchange, keep(provider, message));
            case SLOW -> {
                Answer answer = keep(provider, message);
                after(SLOW, exchange, () -> answerQuietly(exchange, answer));
            }
            case SILENT -> after(SILENCE, exchange, exchange::close);
            case DROP -> exchange.close();
            default -> answer(exchange, provider.refused(behaviour, message));
        }
    }

    private Answer keep(HttpProvider provider, Message message) {
        Caught kept = caught.add(
                provider.channel(),
                provider.name(),
                message.from(),
                message.to(),
                id -> Letter.ofText(
                        message.text(),
                        message.fields(),
                        message.messageId().isEmpty() ? Long.toString(id) : message.messageId()));
        return provider.taken(kept.id(), message);
    }

    private void after(Duration delay, HttpExchange exchange, Runnable task) {
        if (later.getQueue().size() >= MOST_PENDING) {
            exchange.close();
        } else {
            later.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void answerQuietly(HttpExchange exchange, Answer answer) {
        try {
            answer(exchange, answer);
        } catch (IOException theClientHasGone) {
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.bytes();
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.toString(exchange.getRequestHeaders().getFirst(name), "");
    }
}
