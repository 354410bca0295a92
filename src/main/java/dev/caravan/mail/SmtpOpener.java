package dev.caravan.mail;

import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to the mail server. They share one session of the mail library, since making one reads files from
 * every jar and takes milliseconds; so the sockets find the connection that they belong to by the thread that opens it.
 */
final class SmtpOpener {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 10_000;

    private final SmtpSettings settings;
    private final SSLSocketFactory tls;
    private final Session session;
    private final ThreadLocal<Wire> opening = new ThreadLocal<>();

    /** @param tls decides which certificates are trusted */
    SmtpOpener(SmtpSettings settings, SSLSocketFactory tls) {
        this.settings = settings;
        this.tls = tls;
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        properties.put("mail.smtp.timeout", READ_MILLIS);
        properties.put("mail.smtp.quitwait", false);
        properties.put("mail.smtp.socketFactory", new BareSockets());
        properties.put("mail.smtp.socketFactory.fallback", false);
        if (settings.useTls()) {
            properties.put("mail.smtp.starttls.enable", true);
            properties.put("mail.smtp.starttls.required", true);
            properties.put("mail.smtp.ssl.checkserveridentity", true);
            properties.put("mail.smtp.ssl.socketFactory", new TlsSockets());
        }
        session = Session.getInstance(properties);
    }

    /** Connects, encrypts and logs in; {@link Wire#cut} ends it early. */
    SmtpTransport open(Wire wire) throws SmtpFailure {
        opening.set(wire);
        try {
            SmtpTransport transport = new SmtpTransport(session, settings, wire);
            transport.open();
            return transport;
        } finally {
            opening.remove();
        }
    }

    private final class BareSockets extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            return opening.get().bare(new Socket());
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
            Wire wire = opening.get();
            return wire.encrypted(tls.createSocket(wire.bare(socket), host, port, autoClose));
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
