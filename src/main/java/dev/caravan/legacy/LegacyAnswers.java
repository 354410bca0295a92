package dev.caravan.legacy;

import dev.caravan.routing.LastingConnections;
import jakarta.annotation.PreDestroy;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.command.ActiveMQDestination;
import org.apache.activemq.command.ActiveMQMessage;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes to legacy systems. Not in the transaction that takes their requests, but before it ends: after a crash in between,
 * a message is put aside or answered a second time, and never not at all.
 */
@Component
class LegacyAnswers {

    static final String INVALID = "caravan.inbound.invalid";

    /** As long as a request that comes again gets the same answer; what nobody fetches must not fill the broker. */
    private static final long KEPT_MILLIS = TimeUnit.HOURS.toMillis(24);

    private final JmsTemplate aside;
    private final JmsTemplate replies;
    private final LastingConnections connections;

    LegacyAnswers(ActiveMQConnectionFactory brokerConnections) {
        connections = new LastingConnections(brokerConnections, 4);
        // Each temporary queue would leave a producer behind.
        connections.setCacheProducers(false);
        aside = new JmsTemplate(connections);
        replies = new JmsTemplate(connections);
        replies.setExplicitQosEnabled(true);
        replies.setTimeToLive(KEPT_MILLIS);
    }

    @PreDestroy
    void close() {
        connections.destroy();
    }

    /**
     * Puts the message, as it came, on the queue {@value #INVALID}, with the reason in {@code caravan_error} and its id, which a
     * message that is sent again does not keep, in {@code caravan_message_id}.
     */
    void putAside(Message message, String reason) {
        aside.send(INVALID, session -> {
            ActiveMQMessage copy = (ActiveMQMessage) ((ActiveMQMessage) message).copy();
            copy.setReadOnlyProperties(false);
            copy.setStringProperty("caravan_error", reason);
            copy.setStringProperty("caravan_message_id", message.getJMSMessageID());
            return copy;
        });
    }

    /**
     * Sends the body to where the message asks for it, under the id by which its sender knows it.
     *
     * @return false if it asks for none
     * @throws IllegalArgumentException if that is no {@link ReplyAddress}: a broker of others does not refuse it
     */
    boolean reply(Message message, String body) throws JMSException {
        Destination replyTo = message.getJMSReplyTo();
        if (replyTo == null) {
            return false;
        }
        if (!ReplyAddress.allowed((ActiveMQDestination) replyTo)) {
            throw new IllegalArgumentException("answers go to temporary queues and to " + ReplyAddress.PREFIX + "…");
        }
        replies.send(replyTo, session -> {
            TextMessage answer = session.createTextMessage(body);
            String correlation = message.getJMSCorrelationID();
            answer.setJMSCorrelationID(correlation == null ? message.getJMSMessageID() : correlation);
            return answer;
        });
        return true;
    }
}
