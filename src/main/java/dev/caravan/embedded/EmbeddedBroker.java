package dev.caravan.embedded;

import dev.caravan.legacy.ReplyAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.TransportConnector;
import org.apache.activemq.broker.region.policy.ConstantPendingMessageLimitStrategy;
import org.apache.activemq.broker.region.policy.IndividualDeadLetterStrategy;
import org.apache.activemq.broker.region.policy.PolicyEntry;
import org.apache.activemq.broker.region.policy.PolicyMap;
import org.apache.activemq.command.ActiveMQDestination;
import org.apache.activemq.command.ActiveMQQueue;
import org.apache.activemq.store.PersistenceAdapter;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;
import org.apache.activemq.usage.SystemUsage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ActiveMQ broker of Caravan's own. The application reaches it inside the JVM; legacy systems by OpenWire and STOMP.
 * What the application queues here is in PostgreSQL too, so a store that cannot be read is put aside, not a reason to
 * stay down.
 */
final class EmbeddedBroker implements AutoCloseable {

    static final String USER = "caravan";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long MAX_FRAME_BYTES = MEBIBYTE;
    private static final int MAX_CONNECTIONS = 200;
    private static final int MAX_SILENCE_MILLIS = 30_000;
    private static final int MAX_WAIT_FOR_SPACE_MILLIS = 3_000;
    private static final int IDLE_REPLY_QUEUE_MILLIS = 600_000;
    private static final String INDEX_PAGE_BYTES = "defaultPageSize";

    static {
        // The page of the index is written anew for each message that comes or goes. It has no other setting.
        if (System.getProperty(INDEX_PAGE_BYTES) == null) {
            System.setProperty(INDEX_PAGE_BYTES, "1024");
        }
    }

    private final BrokerService service;

    private EmbeddedBroker(BrokerService service) {
        this.service = service;
    }

    /** A name that no other broker in this JVM has. */
    static String newName() {
        return "caravan-" + UUID.randomUUID();
    }

    /**
     * Starts a broker on the home's store, making it first if there is none.
     *
     * @param password of {@link #USER}
     * @throws StartupFailure if a connector's port is taken
     */
    static EmbeddedBroker start(Home home, String name, String password, BrokerSettings settings) throws Exception {
        long begin = System.nanoTime();
        Path store = home.path("broker");
        EmbeddedBroker broker;
        try {
            broker = startOn(store, home, name, password, settings);
        } catch (IOException | RuntimeException e) {
            if (e instanceof StartupFailure) {
                throw e;
            }
            Path aside = home.path("broker.unreadable");
            Home.remove(aside);
            Files.move(store, aside);
            log.warn(
                    "The broker's store cannot be read ({}). It is kept as {}, and a new one is used. Queued deliveries"
                            + " come back from PostgreSQL; requests of legacy systems that were not yet taken do not.",
                    StartupReport.deepest(e),
                    aside);
            broker = startOn(store, home, name, password, settings);
        }
        log.debug("ActiveMQ is up after {} ms", (System.nanoTime() - begin) / 1_000_000);
        return broker;
    }

    private static EmbeddedBroker startOn(Path store, Home home, String name, String password, BrokerSettings settings)
            throws Exception {
        BrokerService service = new BrokerService();
        try {
            service.setBrokerName(name);
            service.setUseJmx(false);
            service.setUseShutdownHook(false);
            service.setSchedulerSupport(false);
            service.setUseVirtualTopics(false);
            service.setDataDirectoryFile(store.toFile());
            service.setTmpDataDirectory(store.resolve("overflow").toFile());
            service.setPersistenceAdapter(journal(store.resolve("journal")));
            limit(service.getSystemUsage());
            service.setDestinationPolicy(policies());
            service.setSchedulePeriodForDestinationPurge(60_000);
            // A legacy user may not make this queue, so it has to be there before the first one comes.
            service.setDestinations(new ActiveMQDestination[] {new ActiveMQQueue(BrokerAccess.INBOUND)});
            service.setPlugins(BrokerAccess.plugins(password, settings.legacyPassword(home)));
            connect(service, settings);
            service.start();
            return new EmbeddedBroker(service);
        } catch (Exception e) {
            service.stop();
            throw e;
        }
    }

    private static PersistenceAdapter journal(Path directory) {
        KahaDBPersistenceAdapter journal = new KahaDBPersistenceAdapter();
        journal.setDirectory(directory.toFile());
        journal.setJournalDiskSyncStrategy("always");
        journal.setChecksumJournalFiles(true);
        journal.setCheckForCorruptJournalFiles(true);
        journal.setIgnoreMissingJournalfiles(false);
        journal.setJournalMaxFileLength((int) (16 * MEBIBYTE));
        journal.setIndexCacheSize(4_000);
        // Otherwise one thread stores for all producers, and syncs the disk for each message; so they share a sync.
        journal.setConcurrentStoreAndDispatchQueues(false);
        return journal;
    }

    private static void limit(SystemUsage usage) {
        usage.getMemoryUsage().setLimit(64 * MEBIBYTE);
        usage.getStoreUsage().setLimit(1024 * MEBIBYTE);
        usage.getTempUsage().setLimit(256 * MEBIBYTE);
        // A full broker refuses, it does not block the sender.
        usage.setSendFailIfNoSpaceAfterTimeout(MAX_WAIT_FOR_SPACE_MILLIS);
    }

    private static PolicyMap policies() {
        PolicyEntry replies = queues(ReplyAddress.PREFIX + ">");
        replies.setGcInactiveDestinations(true);
        replies.setInactiveTimeoutBeforeGC(IDLE_REPLY_QUEUE_MILLIS);
        PolicyMap policies = new PolicyMap();
        ((IndividualDeadLetterStrategy) replies.getDeadLetterStrategy()).setProcessExpired(false);
        policies.setPolicyEntries(List.of(queues(">"), replies, topics()));
        return policies;
    }

    /** A listener that does not keep up loses its oldest messages; the queues keep their room. */
    private static PolicyEntry topics() {
        var limit = new ConstantPendingMessageLimitStrategy();
        limit.setLimit(1_000);
        PolicyEntry policy = new PolicyEntry();
        policy.setTopic(BrokerAccess.TOPICS + ">");
        policy.setPendingMessageLimitStrategy(limit);
        return policy;
    }

    private static PolicyEntry queues(String pattern) {
        IndividualDeadLetterStrategy deadLetters = new IndividualDeadLetterStrategy();
        deadLetters.setQueuePrefix("DLQ.");
        deadLetters.setProcessNonPersistent(true);
        PolicyEntry policy = new PolicyEntry();
        policy.setQueue(pattern);
        policy.setDeadLetterStrategy(deadLetters);
        return policy;
    }

    private static void connect(BrokerService service, BrokerSettings settings) throws Exception {
        String limits = "?maximumConnections=" + MAX_CONNECTIONS + "&wireFormat.maxFrameSize=" + MAX_FRAME_BYTES;
        connect(
                service,
                "tcp",
                settings.address(),
                settings.openwirePort(),
                "CARAVAN_BROKER_OPENWIRE_PORT",
                limits + "&wireFormat.maxInactivityDuration=" + MAX_SILENCE_MILLIS);
        // A STOMP client that names its own heart-beat keeps it; one that does not must speak as often as OpenWire.
        connect(
                service,
                "stomp",
                settings.address(),
                settings.stompPort(),
                "CARAVAN_BROKER_STOMP_PORT",
                limits
                        + "&wireFormat.maxDataLength=" + MAX_FRAME_BYTES
                        + "&transport.defaultHeartBeat=" + MAX_SILENCE_MILLIS + ",0");
    }

    private static void connect(
            BrokerService service, String scheme, String address, int port, String variable, String options)
            throws Exception {
        if (port == 0) {
            return;
        }
        try {
            TransportConnector connector = service.addConnector(scheme + "://" + address + ":" + port + options);
            connector.setName(scheme);
        } catch (IOException e) {
            throw new StartupFailure(
                    "cannot listen on " + address + ":" + port + " for legacy systems (" + StartupReport.deepest(e)
                            + "); set " + variable + " to a free port, or to 0 for none",
                    e);
        }
    }

    /** Stops the broker; what is queued is on disk. */
    @Override
    public void close() throws Exception {
        service.stop();
        service.waitUntilStopped();
    }
}
