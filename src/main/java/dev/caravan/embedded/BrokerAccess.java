package dev.caravan.embedded;

import dev.caravan.legacy.ReplyAddress;
import java.util.List;
import org.apache.activemq.broker.BrokerPlugin;
import org.apache.activemq.command.ActiveMQDestination;
import org.apache.activemq.command.ActiveMQQueue;
import org.apache.activemq.command.ActiveMQTopic;
import org.apache.activemq.filter.DestinationMapEntry;
import org.apache.activemq.security.AuthenticationUser;
import org.apache.activemq.security.AuthorizationEntry;
import org.apache.activemq.security.AuthorizationPlugin;
import org.apache.activemq.security.DefaultAuthorizationMap;
import org.apache.activemq.security.SimpleAuthenticationPlugin;
import org.apache.activemq.security.TempDestinationAuthorizationEntry;

/**
 * Who may do what on the embedded broker. The application may do all. A legacy system may put requests on one queue and
 * read the answers, from a temporary queue or from one named {@code caravan.reply.…} that it makes by reading it, and it
 * may listen to topics named {@code caravan.topic.…}.
 */
final class BrokerAccess {

    static final String INBOUND = "caravan.inbound";

    /** Begins the names of the topics that channels may publish on for everybody to hear. */
    static final String TOPICS = "caravan.topic.";

    private static final String CARAVAN = EmbeddedBroker.USER;
    private static final String LEGACY = BrokerSettings.LEGACY_USER;
    private static final String BOTH = CARAVAN + "," + LEGACY;

    private BrokerAccess() {}

    /** To be set before a connector is added: one that exists already would let anybody in. */
    static BrokerPlugin[] plugins(String password, String legacyPassword) throws Exception {
        SimpleAuthenticationPlugin users = new SimpleAuthenticationPlugin(List.of(
                new AuthenticationUser(CARAVAN, password, CARAVAN),
                new AuthenticationUser(LEGACY, legacyPassword, LEGACY)));
        users.setAnonymousAccessAllowed(false);
        return new BrokerPlugin[] {users, new AuthorizationPlugin(permissions()), LegacyGuard::new};
    }

    private static DefaultAuthorizationMap permissions() throws Exception {
        DefaultAuthorizationMap permissions = new DefaultAuthorizationMap(List.<DestinationMapEntry>of(
                allow(new ActiveMQQueue(">"), CARAVAN, CARAVAN, CARAVAN),
                allow(new ActiveMQTopic(">"), CARAVAN, CARAVAN, CARAVAN),
                allow(new ActiveMQQueue(INBOUND), CARAVAN, BOTH, CARAVAN),
                allow(new ActiveMQQueue(ReplyAddress.PREFIX + ">"), BOTH, CARAVAN, BOTH),
                allow(new ActiveMQTopic(TOPICS + ">"), BOTH, CARAVAN, BOTH),
                // An OpenWire client listens to these two unless told otherwise, and cannot connect if it may not.
                allow(new ActiveMQTopic("ActiveMQ.Advisory.TempQueue"), BOTH, CARAVAN, BOTH),
                allow(new ActiveMQTopic("ActiveMQ.Advisory.TempTopic"), BOTH, CARAVAN, BOTH)));
        TempDestinationAuthorizationEntry temporary = new TempDestinationAuthorizationEntry();
        temporary.setRead(BOTH);
        temporary.setWrite(CARAVAN);
        temporary.setAdmin(BOTH);
        permissions.setTempDestinationAuthorizationEntry(temporary);
        return permissions;
    }

    private static AuthorizationEntry allow(ActiveMQDestination destination, String read, String write, String admin)
            throws Exception {
        AuthorizationEntry entry = new AuthorizationEntry();
        entry.setDestination(destination);
        entry.setRead(read);
        entry.setWrite(write);
        entry.setAdmin(admin);
        return entry;
    }
}
