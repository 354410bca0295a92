package dev.caravan.journey;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that must be told theirs. */
public final class Ports {

    private Ports() {}

    /**
     * A port that is free now and, as it lies below the range that Linux gives to outgoing connections and to servers
     * that take any, still is when the server gets to it.
     */
    public static int free() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
    }
}
