package dev.caravan.journey;

import org.apache.activemq.broker.BrokerService;

/** A broker that somebody else runs, as far as Caravan can tell. */
public final class OtherBroker {

    private OtherBroker() {}

    /** Started, on a free port, and forgetful. */
    public static BrokerService start(String name) throws Exception {
        BrokerService broker = new BrokerService();
        broker.setBrokerName(name);
        broker.setPersistent(false);
        broker.setUseJmx(false);
        broker.setUseShutdownHook(false);
        broker.addConnector("tcp://127.0.0.1:0");
        broker.start();
        broker.waitUntilStarted();
        return broker;
    }

    public static int port(BrokerService broker) {
        return broker.getTransportConnectors().get(0).getUri().getPort();
    }
}
