package dev.caravan.mail;

import dev.caravan.delivery.TemporaryFault;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * The connections that are kept to the mail server. A quarter of them is for urgent mail alone, so that it never waits
 * for a connection behind other mail. Connections idle for 30 seconds are closed.
 */
final class SmtpConnections implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final long WATCH_MILLIS = 250;

    private final GenericObjectPool<SmtpConnection> pool;
    private final Semaphore ordinary;
    private final Set<SmtpConnection> all = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watchdog;

    SmtpConnections(SmtpSettings settings, SSLSocketFactory tls) {
        int total = settings.connections();
        ordinary = new Semaphore(Math.max(1, total - Math.max(1, total / 4)), true);
        GenericObjectPoolConfig<SmtpConnection> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(total);
        config.setMaxIdle(total);
        config.setMinEvictableIdleDuration(IDLE);
        config.setTimeBetweenEvictionRuns(IDLE.dividedBy(6));
        config.setNumTestsPerEvictionRun(total);
        config.setJmxEnabled(false);
        pool = new GenericObjectPool<>(new Connections(settings, tls), config);
        watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "smtp-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        watchdog.scheduleWithFixedDelay(this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Goes on after {@link #close} until the last connection has sent its mail. */
    private void watch() {
        all.forEach(SmtpConnection::cutIfLate);
        if (pool.isClosed() && all.isEmpty()) {
            watchdog.shutdown();
        }
    }

    /**
     * Sends one mail over a connection of its own for that time.
     *
     * @param deadline by {@link System#nanoTime}: when to give up, waiting included
     * @throws TemporaryFault if no connection became free in time
     */
    void send(Parcel parcel, boolean urgent, long deadline) throws SmtpFailure {
        if (urgent) {
            borrowAndSend(parcel, deadline);
            return;
        }
        try {
            if (!ordinary.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw allBusy();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            borrowAndSend(parcel, deadline);
        } finally {
            ordinary.release();
        }
    }

    private void borrowAndSend(Parcel parcel, long deadline) throws SmtpFailure {
        SmtpConnection connection = borrow(deadline);
        try {
            connection.send(parcel, deadline);
        } finally {
            if (connection.reusable()) {
                pool.returnObject(connection);
            } else {
                discard(connection);
            }
        }
    }

    private SmtpConnection borrow(long deadline) {
        try {
            return pool.borrowObject(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } catch (NoSuchElementException e) {
            throw allBusy();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (Exception e) {
            throw new TemporaryFault("no connection to the mail server could be had", e);
        }
    }

    private void discard(SmtpConnection connection) {
        try {
            pool.invalidateObject(connection);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static TemporaryFault allBusy() {
        return new TemporaryFault("all connections to the mail server were busy");
    }

    private static TemporaryFault interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TemporaryFault("interrupted while waiting for a connection to the mail server", e);
    }

    /** How many connections are sending. */
    int active() {
        return pool.getNumActive();
    }

    /** How many connections are open and wait for mail. */
    int idle() {
        return pool.getNumIdle();
    }

    /** Closes the idle connections now, the others when their mail is sent. */
    @Override
    public void close() {
        pool.close();
    }

    private final class Connections extends BasePooledObjectFactory<SmtpConnection> {

        private final SmtpSettings settings;
        private final SmtpOpener opener;

        Connections(SmtpSettings settings, SSLSocketFactory tls) {
            this.settings = settings;
            opener = new SmtpOpener(settings, tls);
        }

        @Override
        public SmtpConnection create() {
            SmtpConnection connection = new SmtpConnection(settings, opener);
            all.add(connection);
            return connection;
        }

        @Override
        public PooledObject<SmtpConnection> wrap(SmtpConnection connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public void destroyObject(PooledObject<SmtpConnection> pooled) {
            all.remove(pooled.getObject());
            pooled.getObject().close();
        }
    }
}
