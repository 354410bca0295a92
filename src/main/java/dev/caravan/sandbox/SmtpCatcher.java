package dev.caravan.sandbox;

import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server on a free port of 127.0.0.1 that takes every mail and delivers none. */
final class SmtpCatcher {

    static final int LARGEST_MESSAGE = 10 << 20;

    private static final int MOST_CONNECTIONS = 200;
    private static final int MOST_RECIPIENTS = 100;

    /** RFC 5321, 4.5.3.2.7: a server waits at least five minutes for the next command. */
    private static final int IDLE_MINUTES = 5;

    private final SMTPServer server;
    private final CountDownLatch stopping = new CountDownLatch(1);

    SmtpCatcher(InetAddress address, CaughtMessages caught, Faults faults) {
        server = SMTPServer.port(0)
                .bindAddress(address)
                .hostName("sandbox.localhost")
                .softwareName("Caravan sandbox")
                .maxMessageSize(LARGEST_MESSAGE)
                .maxConnections(MOST_CONNECTIONS)
                .maxRecipients(MOST_RECIPIENTS)
                .connectionTimeout(IDLE_MINUTES, TimeUnit.MINUTES)
                .insertReceivedHeaders(false)
                .serverThreadName("sandbox-smtp")
                .executorService(Executors.newCachedThreadPool(Daemon.threads("sandbox-smtp")))
                .messageHandlerFactory(context -> new MailTransaction(context, caught, faults, stopping))
                .build();
        server.start();
    }

    int port() {
        return server.getPortAllocated();
    }

    /** Ends the server and every connection; a second call does nothing. */
    void stop() {
        stopping.countDown();
        server.stop();
    }
}
