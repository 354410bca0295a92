package dev.caravan.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The socket under one SMTP session. The mail library opens it and puts TLS on it; this class remembers it, so that the
 * session's text can be written in one piece and another thread can cut it.
 */
final class Wire {

    private final SSLSocketFactory tls;
    private volatile @Nullable Socket bare;
    private volatile @Nullable Socket top;
    private volatile boolean cut;

    /** @param tls decides which certificates are trusted */
    Wire(SSLSocketFactory tls) {
        this.tls = tls;
    }

    /** Makes the bare socket. */
    SocketFactory bareSockets() {
        return new BareSockets();
    }

    /** Puts TLS on the bare socket. */
    SSLSocketFactory tlsSockets() {
        return new TlsSockets();
    }

    /** Where the session's next bytes go, encrypted if the session is. */
    OutputStream out() throws IOException {
        Socket socket = top;
        if (socket == null) {
            throw new IOException("not connected");
        }
        return socket.getOutputStream();
    }

    /** Our end's address, as the server sees it unless there is a NAT between. */
    @Nullable
    InetAddress localAddress() {
        Socket socket = bare;
        return socket == null ? null : socket.getLocalAddress();
    }

    /**
     * Closes the socket under the session, whoever reads or writes it at that moment. Never waits: closing the TLS
     * socket could, for a write that stands still.
     */
    void cut() {
        cut = true;
        Socket socket = bare;
        if (socket != null) {
            closeQuietly(socket);
        }
    }

    private Socket opened(Socket socket) throws IOException {
        bare = socket;
        if (cut) {
            closeQuietly(socket);
            throw new IOException("cut");
        }
        // What is written is written in one piece, and the answer waited for: nothing to gather.
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private final class BareSockets extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = opened(new Socket());
            top = socket;
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    private final class TlsSockets extends SSLSocketFactory {

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            Socket encrypted = tls.createSocket(opened(socket), host, port, autoClose);
            top = encrypted;
            return encrypted;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return tls.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return tls.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
