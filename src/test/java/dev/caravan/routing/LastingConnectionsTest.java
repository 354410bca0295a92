package dev.caravan.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.journey.Gate;
import dev.caravan.journey.OtherBroker;
import jakarta.jms.ExceptionListener;
import java.time.Duration;
import org.apache.activemq.ActiveMQConnection;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.management.JMSStatsImpl;
import org.apache.activemq.transport.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jms.JmsException;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;

/** A broker that goes away, and a client that tells nobody. */
class LastingConnectionsTest {

    private BrokerService broker;
    private Gate gate;
    private Deaf client;

    @BeforeEach
    void start() throws Exception {
        broker = OtherBroker.start("lasting");
        gate = new Gate(OtherBroker.port(broker));
        client = new Deaf("tcp://127.0.0.1:" + gate.port());
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
        broker.stop();
    }

    @Test
    void sendsAgainWhenTheBrokerIsBackThoughNobodyToldThatItWasAway() throws Exception {
        LastingConnections connections = new LastingConnections(client, 2);
        try {
            assertThat(sendsAgain(new JmsTemplate(connections))).isTrue();
        } finally {
            connections.destroy();
        }
    }

    /** Should this fail, {@link LastingConnections} is not needed any more. */
    @Test
    void springAloneDoesNot() throws Exception {
        CachingConnectionFactory connections = new CachingConnectionFactory(client);
        connections.setReconnectOnException(true);
        try {
            assertThat(sendsAgain(new JmsTemplate(connections))).isFalse();
        } finally {
            connections.destroy();
        }
    }

    private boolean sendsAgain(JmsTemplate template) throws Exception {
        template.convertAndSend("one", "before");
        gate.shut();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(client::failed);
        gate.open();
        for (int i = 0; i < 3; i++) {
            try {
                template.convertAndSend("one", "after");
                return true;
            } catch (JmsException stillAway) {
                // tried again
            }
        }
        return false;
    }

    /** Its connections fail before anybody listens. */
    private static final class Deaf extends ActiveMQConnectionFactory {

        private volatile ActiveMQConnection last;

        private Deaf(String url) {
            super(url);
        }

        boolean failed() {
            return last.isTransportFailed();
        }

        @Override
        protected ActiveMQConnection createActiveMQConnection(Transport transport, JMSStatsImpl stats)
                throws Exception {
            last = new ActiveMQConnection(transport, getClientIdGenerator(), getConnectionIdGenerator(), stats) {
                @Override
                public void setExceptionListener(ExceptionListener nobody) {
                    // too late
                }
            };
            return last;
        }
    }
}
