package dev.caravan.embedded;

import dev.caravan.legacy.ReplyAddress;
import org.apache.activemq.broker.Broker;
import org.apache.activemq.broker.BrokerFilter;
import org.apache.activemq.broker.ProducerBrokerExchange;
import org.apache.activemq.command.ActiveMQObjectMessage;
import org.apache.activemq.command.Message;

/**
 * Refuses what the broker's permissions cannot: a request whose reply address would make the application write to a
 * queue where the sender may not, and serialised objects, from anybody.
 */
final class LegacyGuard extends BrokerFilter {

    LegacyGuard(Broker next) {
        super(next);
    }

    @Override
    public void send(ProducerBrokerExchange exchange, Message message) throws Exception {
        if (message instanceof ActiveMQObjectMessage) {
            throw new SecurityException("Object messages are refused: send text");
        }
        boolean legacy = BrokerSettings.LEGACY_USER.equals(
                exchange.getConnectionContext().getUserName());
        if (legacy && !ReplyAddress.allowed(message.getReplyTo())) {
            throw new SecurityException("Replies go to a temporary queue, or to one named " + ReplyAddress.PREFIX
                    + "…, and to nothing else");
        }
        super.send(exchange, message);
    }
}
