package dev.caravan.routing;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * The one connection of those who send, made again when it has failed. Spring makes it again only when the client tells that it
 * failed, and that is told to nobody when it fails before Spring began to listen: a broker that goes away again right after it
 * took a connection would then never get anything any more.
 */
public final class LastingConnections extends CachingConnectionFactory {

    /** @param sessions how many are kept open */
    public LastingConnections(ActiveMQConnectionFactory connections, int sessions) {
        super(connections);
        setSessionCacheSize(sessions);
        setReconnectOnException(true);
    }

    @Override
    protected Session getSession(Connection connection, Integer mode) throws JMSException {
        if (connection instanceof ActiveMQConnection known && known.isTransportFailed()) {
            resetConnection();
            return super.getSession(getConnection(), mode);
        }
        return super.getSession(connection, mode);
    }
}
