package dev.caravan.journey;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A door before a server, on a port of its own: shut, it cuts every connection and refuses new ones. */
final class Gate implements AutoCloseable {

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
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
                start(() -> caller.getInputStream().transferTo(server.getOutputStream()), caller, server);
                start(() -> server.getInputStream().transferTo(caller.getOutputStream()), caller, server);
            }
        });
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
