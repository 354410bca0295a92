package dev.caravan.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A door before a server, on a port of its own: shut, it cuts every connection, new ones too. It keeps its port, which
 * another program could have taken when the door is to open again. It can also let a request in and cut the connection
 * when the answer comes.
 */
public final class Gate implements AutoCloseable {

    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> unanswered = new AtomicReference<>();
    private int target;
    private boolean shut;

    public Gate(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (!door.isClosed()) {
                enter(door.accept());
            }
        });
    }

    public int port() {
        return door.getLocalPort();
    }

    public synchronized void shut() throws IOException {
        shut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    public synchronized void open() {
        shut = false;
    }

    /** Opens to another server. */
    synchronized void openTo(int otherTarget) {
        target = otherTarget;
        open();
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
        door.close();
        shut();
    }

    private synchronized void enter(Socket caller) throws IOException {
        if (shut) {
            caller.close();
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException nobodyThere) {
            caller.close();
            return;
        }
        caller.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(caller);
        sockets.add(server);
        AtomicBoolean lost = new AtomicBoolean();
        start(() -> requests(caller.getInputStream(), server.getOutputStream(), lost), caller, server);
        start(() -> answers(server.getInputStream(), caller.getOutputStream(), lost), caller, server);
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
