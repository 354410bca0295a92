package dev.caravan.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * The socket under one connection. The mail library opens it and puts TLS on it; this class remembers it, so that a mail
 * can be written in one piece and another thread can cut it.
 */
final class Wire {

    private volatile @Nullable Socket bare;
    private volatile @Nullable Socket top;
    private volatile boolean cut;

    /** Takes a socket that is about to be connected. */
    Socket bare(Socket socket) throws IOException {
        bare = socket;
        top = socket;
        if (cut) {
            closeQuietly(socket);
            throw new IOException("cut");
        }
        // What is written is written in one piece, and the answer waited for: nothing to gather.
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Takes the TLS socket on the bare one. */
    Socket encrypted(Socket socket) {
        top = socket;
        return socket;
    }

    /** Where the next bytes go, encrypted if the connection is. */
    OutputStream out() throws IOException {
        Socket socket = top;
        if (socket == null) {
            throw new IOException("not connected");
        }
        return socket.getOutputStream();
    }

    /** Our end's address. */
    @Nullable
    InetAddress localAddress() {
        Socket socket = bare;
        return socket == null ? null : socket.getLocalAddress();
    }

    /**
     * Closes the socket, whoever reads or writes it at that moment. Never waits: closing the TLS socket could, for a
     * write that stands still.
     */
    void cut() {
        cut = true;
        Socket socket = bare;
        if (socket != null) {
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
