package dev.caravan.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A door before a server, on a port of its own: shut, it cuts every connection and refuses new ones. It can also let a
 * request in and cut the connection when the answer comes.
 */
final class Gate implements AutoCloseable {

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> unanswered = new AtomicReference<>();
    private ServerSocket door;

    Gate(int target) throws IOException {
        this(target, 0);
    }

    Gate(int target, int port) throws IOException {
        this.target = target;
        this.door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.port = door.getLocalPort();
        listen(door);
    }

    int port() {
        return port;
    }

    synchronized void shut() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    synchronized void open() throws IOException {
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        door = again;
        listen(again);
    }

    /** Cuts the connection before the answer to the next request that holds this text. */
    void loseTheAnswerTo(String text) {
        unanswered.set(text);
    }

    boolean hasLostTheAnswer() {
        return unanswered.get() == null;
    }

    @Override
    public void close() throws IOException {
        shut();
    }

    private void listen(ServerSocket listening) {
        start(() -> {
            while (!listening.isClosed()) {
                Socket caller = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                caller.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(caller);
                sockets.add(server);
                AtomicBoolean lost = new AtomicBoolean();
                start(() -> requests(caller.getInputStream(), server.getOutputStream(), lost), caller, server);
                start(() -> answers(server.getInputStream(), caller.getOutputStream(), lost), caller, server);
            }
        });
    }

    private void requests(InputStream from, OutputStream to, AtomicBoolean lost) throws IOException {
        byte[] some = new byte[65_536];
        for (int n = from.read(some); n >= 0; n = from.read(some)) {
            String text = unanswered.get();
            if (text != null && new String(some, 0, n, StandardCharsets.ISO_8859_1).contains(text)) {
                lost.set(true);
                unanswered.set(null);
            }
            to.write(some, 0, n);
        }
    }

    private static void answers(InputStream from, OutputStream to, AtomicBoolean lost) throws IOException {
        byte[] some = new byte[65_536];
        for (int n = from.read(some); n >= 0 && !lost.get(); n = from.read(some)) {
            to.write(some, 0, n);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work, Socket... both) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException cut) {
                // a shut door, or one side went away
            }
            for (Socket socket : both) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // closed already
                }
                sockets.remove(socket);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
