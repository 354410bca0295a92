package dev.caravan.embedded;

import org.apache.activemq.advisory.AdvisorySupport;
import org.apache.activemq.broker.Broker;
import org.apache.activemq.broker.BrokerFilter;
import org.apache.activemq.broker.ConnectionContext;
import org.apache.activemq.broker.ProducerBrokerExchange;
import org.apache.activemq.broker.region.Subscription;
import org.apache.activemq.command.ActiveMQDestination;
import org.apache.activemq.command.ActiveMQObjectMessage;
import org.apache.activemq.command.ConsumerInfo;
import org.apache.activemq.command.Message;
import org.apache.activemq.command.ProducerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Closes what the broker's permissions leave open to a legacy user. They are checked on the union of a list
 * ({@code caravan.inbound,urgent}) or pattern ({@code >}), where one permitted queue opens the others; and they do not
 * know that a request's reply address makes the application write there. Serialised objects are refused from anybody.
 */
final class LegacyGuard extends BrokerFilter {

    LegacyGuard(Broker next) {
        super(next);
    }

    @Override
    public Subscription addConsumer(ConnectionContext context, ConsumerInfo consumer) throws Exception {
        // the one pair that an OpenWire client listens to by itself
        if (!AdvisorySupport.TEMP_DESTINATION_COMPOSITE_ADVISORY_TOPIC.equals(consumer.getDestination())) {
            refuseSeveral(context, consumer.getDestination());
        }
        return super.addConsumer(context, consumer);
    }

    @Override
    public void addProducer(ConnectionContext context, ProducerInfo producer) throws Exception {
        refuseSeveral(context, producer.getDestination());
        super.addProducer(context, producer);
    }

    @Override
    public void send(ProducerBrokerExchange exchange, Message message) throws Exception {
        if (message instanceof ActiveMQObjectMessage) {
            throw new SecurityException("Object messages are refused: send text");
        }
        refuseSeveral(exchange.getConnectionContext(), message.getDestination());
        refuseForeignReply(exchange.getConnectionContext(), message.getReplyTo());
        super.send(exchange, message);
    }

    private static void refuseSeveral(ConnectionContext context, @Nullable ActiveMQDestination destination) {
        if (isLegacy(context) && destination != null && (destination.isComposite() || destination.isPattern())) {
            throw new SecurityException("One queue at a time: " + destination.getPhysicalName());
        }
    }

    private static void refuseForeignReply(ConnectionContext context, @Nullable ActiveMQDestination replyTo) {
        boolean allowed = replyTo == null
                || !replyTo.isComposite()
                        && (replyTo.isTemporary()
                                || replyTo.isQueue()
                                        && replyTo.getPhysicalName().startsWith(BrokerAccess.REPLIES));
        if (isLegacy(context) && !allowed) {
            throw new SecurityException("Replies go to a temporary queue, or to one named " + BrokerAccess.REPLIES
                    + "…, not to " + replyTo.getPhysicalName());
        }
    }

    private static boolean isLegacy(ConnectionContext context) {
        return BrokerSettings.LEGACY_USER.equals(context.getUserName());
    }
}
