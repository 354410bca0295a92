package dev.caravan.embedded;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.activemq.ActiveMQConnectionFactory;

/** An ActiveMQ broker that somebody else runs. */
final class ExternalBroker {

    private static final long PAUSE_MILLIS = 500;

    private ExternalBroker() {}

    /**
     * Connects once. A broker that does not answer yet is tried again until the limit: it may be starting too.
     *
     * @throws StartupFailure if it cannot be reached in time, or refuses
     */
    static void check(StoreSettings.Address address, Duration limit) throws Exception {
        CompletableFuture<Void> check = new CompletableFuture<>();
        Thread thread = new Thread(() -> connect(address, check), "caravan-broker-check");
        thread.setDaemon(true);
        thread.start();
        try {
            check.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StartupFailure(
                    "the broker " + ExternalPostgres.withoutSecrets(address.url()) + " does not answer within "
                            + limit.toSeconds() + " s; check SPRING_ACTIVEMQ_BROKER_URL and that it is up");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StartupFailure failure
                    ? failure
                    : new StartupFailure(
                            "the broker " + ExternalPostgres.withoutSecrets(address.url()) + " cannot be used ("
                                    + StartupReport.deepest(e) + "); check SPRING_ACTIVEMQ_BROKER_URL",
                            e);
        } finally {
            thread.interrupt();
        }
    }

    // On a thread of its own: a failover: address waits in here for ever.
    private static void connect(StoreSettings.Address address, CompletableFuture<Void> check) {
        ActiveMQConnectionFactory factory =
                new ActiveMQConnectionFactory(address.user(), address.password(), address.url());
        while (true) {
            try (Connection connection = factory.createConnection()) {
                connection.start();
                check.complete(null);
                return;
            } catch (JMSSecurityException e) {
                check.completeExceptionally(new StartupFailure(
                        "the broker " + ExternalPostgres.withoutSecrets(address.url())
                                + " refuses the user or password; check SPRING_ACTIVEMQ_USER and SPRING_ACTIVEMQ_PASSWORD",
                        e));
                return;
            } catch (JMSException unreachable) {
                // tried again until the one who waits gives up
            } catch (RuntimeException e) {
                check.completeExceptionally(e);
                return;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
