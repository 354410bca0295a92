package dev.caravan.queue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerRegistry;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.region.Destination;
import org.apache.activemq.broker.region.DestinationStatistics;
import org.apache.activemq.command.ActiveMQDestination;
import org.springframework.stereotype.Component;

/**
 * Asks the broker about its queues: the embedded one directly; another by the messages of ActiveMQ's statistics plugin, and
 * where it has none, by counting what a queue holds.
 */
@Component
class BrokerQueues {

    /** Who told. */
    enum Source {
        EMBEDDED,
        STATISTICS,
        BROWSED
    }

    record Answer(Source source, Collection<QueueState> queues) {}

    /** https://activemq.apache.org/components/classic/documentation/statisticsplugin */
    private static final String STATISTICS = "ActiveMQ.Statistics.Destination.";

    private static final long PATIENCE_MILLIS = 800;
    private static final int COUNTED = 1_000;
    private static final long ASKED_AGAIN_NANOS = Duration.ofMinutes(5).toNanos();

    private final ActiveMQConnectionFactory connections;
    private volatile boolean silent;
    private volatile long silentSince;

    BrokerQueues(ActiveMQConnectionFactory brokerConnections) {
        this.connections = brokerConnections;
    }

    /**
     * @param names of those that are to be there, whatever the broker knows
     * @throws JMSException if the broker cannot be asked
     */
    Answer look(Collection<String> names) throws JMSException {
        Optional<BrokerService> embedded = embedded();
        if (embedded.isPresent()) {
            return new Answer(Source.EMBEDDED, embedded(embedded.get(), names));
        }
        try (Connection connection = connections.createConnection()) {
            connection.start();
            try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                if (!silent || System.nanoTime() - silentSince > ASKED_AGAIN_NANOS) {
                    Map<String, QueueState> told = statistics(session, names);
                    silent = told.isEmpty();
                    silentSince = System.nanoTime();
                    if (!silent) {
                        return new Answer(Source.STATISTICS, told.values());
                    }
                }
                List<QueueState> counted = new ArrayList<>();
                for (String name : names) {
                    counted.add(count(session, name));
                }
                return new Answer(Source.BROWSED, counted);
            }
        }
    }

    private Optional<BrokerService> embedded() {
        String url = connections.getBrokerURL();
        if (!url.startsWith("vm://")) {
            return Optional.empty();
        }
        String name = url.substring("vm://".length()).replaceFirst("[?/].*", "");
        return Optional.ofNullable(BrokerRegistry.getInstance().lookup(name));
    }

    private static Collection<QueueState> embedded(BrokerService broker, Collection<String> names) throws JMSException {
        Map<String, QueueState> queues = new TreeMap<>();
        names.forEach(name -> queues.put(name, new QueueState(name, 0, false, 0L, 0L, 0L)));
        try {
            broker.getBroker().getDestinationMap().forEach((destination, queue) -> {
                if (destination.isQueue() && !destination.isTemporary()) {
                    queues.put(destination.getPhysicalName(), state(destination, queue));
                }
            });
        } catch (Exception e) {
            throw (JMSException) new JMSException("the broker does not tell").initCause(e);
        }
        return queues.values();
    }

    private static QueueState state(ActiveMQDestination destination, Destination queue) {
        DestinationStatistics statistics = queue.getDestinationStatistics();
        return new QueueState(
                destination.getPhysicalName(),
                statistics.getMessages().getCount(),
                false,
                statistics.getConsumers().getCount(),
                statistics.getEnqueues().getCount(),
                statistics.getDequeues().getCount());
    }

    private static Map<String, QueueState> statistics(Session session, Collection<String> names) throws JMSException {
        Map<String, QueueState> queues = new TreeMap<>();
        Queue answers = session.createTemporaryQueue();
        try (MessageProducer questions = session.createProducer(null);
                MessageConsumer told = session.createConsumer(answers)) {
            for (String name : names) {
                Message question = session.createMessage();
                question.setJMSReplyTo(answers);
                questions.send(session.createQueue(STATISTICS + name), question);
            }
            for (int i = 0; i < names.size(); i++) {
                if (!(told.receive(PATIENCE_MILLIS) instanceof MapMessage answer)) {
                    break;
                }
                String name = answer.getString("destinationName").replaceFirst("^queue://", "");
                queues.put(
                        name,
                        new QueueState(
                                name,
                                answer.getLong("size"),
                                false,
                                answer.getLong("consumerCount"),
                                answer.getLong("enqueueCount"),
                                answer.getLong("dequeueCount")));
            }
        }
        return queues;
    }

    private static QueueState count(Session session, String name) throws JMSException {
        long depth = 0;
        try (QueueBrowser browser = session.createBrowser(session.createQueue(name))) {
            Enumeration<?> messages = browser.getEnumeration();
            while (depth < COUNTED && messages.hasMoreElements()) {
                messages.nextElement();
                depth++;
            }
        }
        return new QueueState(name, depth, depth == COUNTED, null, null, null);
    }
}
