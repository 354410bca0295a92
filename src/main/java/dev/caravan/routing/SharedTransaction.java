package dev.caravan.routing;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages that wait, one after the other, in one transaction: a commit costs the broker more than a message does.
 * One that comes alone is committed at once.
 *
 * <p>If the route of one fails, all of its transaction come again, and then each has a transaction of its own: so one that
 * fails for ever holds up no other. What a route does must therefore take effect once, however often its message comes. A
 * route asks for this by {@code consumerType: Custom}.
 */
final class SharedTransaction extends DefaultJmsMessageListenerContainer {

    private static final int MOST = 32;

    private final ThreadLocal<Boolean> onlyWaiting = ThreadLocal.withInitial(() -> false);

    SharedTransaction(JmsEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    protected boolean receiveAndExecute(Object invoker, @Nullable Session session, @Nullable MessageConsumer consumer)
            throws JMSException {
        if (!super.receiveAndExecute(invoker, session, consumer)) {
            return false;
        }
        onlyWaiting.set(true);
        try {
            int taken = 1;
            while (taken < MOST && isRunning() && super.receiveAndExecute(invoker, session, consumer)) {
                taken++;
            }
        } finally {
            onlyWaiting.set(false);
        }
        super.commitIfNecessary(session, null);
        return true;
    }

    @Override
    protected @Nullable Message receiveMessage(MessageConsumer consumer) throws JMSException {
        return onlyWaiting.get() ? consumer.receiveNoWait() : super.receiveMessage(consumer);
    }

    /** Called after each message, and after none. */
    @Override
    protected void commitIfNecessary(Session session, @Nullable Message message) throws JMSException {
        if (message != null && message.getJMSRedelivered()) {
            super.commitIfNecessary(session, message);
        }
    }
}
