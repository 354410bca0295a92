package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final String PASSWORD = "inner";
    private static final int SECOND = 1_000;

    @TempDir
    Path directory;

    private final int openwire = EmbeddedPostgres.freePort();
    private final int stomp = EmbeddedPostgres.freePort();
    private final BrokerSettings settings = new BrokerSettings("127.0.0.1", openwire, stomp, null);
    private final List<Connection> connections = new ArrayList<>();

    private Home home;
    private EmbeddedBroker broker;
    private String name;

    @BeforeEach
    void start() throws Exception {
        home = Home.open(directory);
        startBroker();
    }

    private void startBroker() throws Exception {
        name = EmbeddedBroker.newName();
        broker = EmbeddedBroker.start(home, name, PASSWORD, settings);
    }

    @AfterEach
    void stop() throws Exception {
        for (Connection connection : connections) {
            connection.close();
        }
        broker.close();
        home.close();
    }

    @Test
    void nobodyGetsInWithoutAPassword() throws Exception {
        assertThatThrownBy(() -> openwire(null, null)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> openwire("legacy", "guess")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> openwire("caravan", "guess")).isInstanceOf(JMSException.class);
        String request = "SEND\ndestination:/queue/caravan.inbound\nreceipt:1\n\n{}";
        for (String login : List.of("", "login:legacy\npasscode:guess\n", "login:caravan\npasscode:guess\n")) {
            // The broker may close the connection before its ERROR is read: what counts is what it never says.
            assertThat(stomp("CONNECT\naccept-version:1.2\nhost:x\n" + login + "\n", request))
                    .as(login)
                    .doesNotContain("CONNECTED", "RECEIPT");
        }
        assertThat(stomp(stompLogin())).startsWith("CONNECTED");
        Session caravan = inside();
        assertThat(caravan.createConsumer(caravan.createQueue("caravan.inbound"))
                        .receiveNoWait())
                .isNull();
    }

    @Test
    void aLegacySystemPutsARequestInAndReadsTheAnswerFromATemporaryQueue() throws Exception {
        Session legacy = openwire("legacy", legacyPassword());
        Session caravan = inside();
        Queue answers = legacy.createTemporaryQueue();
        Message request = legacy.createTextMessage("{}");
        request.setJMSReplyTo(answers);
        legacy.createProducer(legacy.createQueue("caravan.inbound")).send(request);

        Message taken =
                caravan.createConsumer(caravan.createQueue("caravan.inbound")).receive(5 * SECOND);
        caravan.createProducer(taken.getJMSReplyTo()).send(caravan.createTextMessage("202"));

        assertThat(legacy.createConsumer(answers).receive(5 * SECOND).getBody(String.class))
                .isEqualTo("202");
    }

    @Test
    void aLegacySystemReadsItsAnswersFromAQueueOfItsOwn() throws Exception {
        Session legacy = openwire("legacy", legacyPassword());
        MessageConsumer answers = legacy.createConsumer(legacy.createQueue("caravan.reply.billing"));
        Session caravan = inside();
        caravan.createProducer(caravan.createQueue("caravan.reply.billing")).send(caravan.createTextMessage("202"));

        assertThat(answers.receive(5 * SECOND).getBody(String.class)).isEqualTo("202");
    }

    @Test
    void aLegacySystemSpeaksStompToo() throws Exception {
        assertThat(stomp(stompLogin(), "SEND\ndestination:/queue/caravan.inbound\nreceipt:1\n\n{}"))
                .contains("RECEIPT");
        Session caravan = inside();

        assertThat(caravan.createConsumer(caravan.createQueue("caravan.inbound"))
                        .receive(5 * SECOND)
                        .getBody(String.class))
                .isEqualTo("{}");
    }

    @Test
    void aLegacySystemReachesNothingElse() throws Exception {
        Session caravan = inside();
        for (String queue : List.of("urgent", "caravan.reply.x", "DLQ.urgent")) {
            send(caravan, queue, caravan.createTextMessage("not for you"));
        }
        Session legacy = openwire("legacy", legacyPassword());
        for (String queue : List.of("urgent", "caravan.inbound", "DLQ.urgent", ">", "caravan.reply.x,urgent")) {
            assertThatThrownBy(() -> legacy.createConsumer(legacy.createQueue(queue)))
                    .as("reading " + queue)
                    .isInstanceOf(JMSException.class);
        }
        for (String queue : List.of("urgent", "caravan.reply.x", ">", "caravan.>", "caravan.inbound,urgent")) {
            assertThatThrownBy(() -> send(legacy, queue, legacy.createTextMessage("x")))
                    .as("writing " + queue)
                    .isInstanceOf(JMSException.class);
        }
        for (String topic :
                List.of(">", "ActiveMQ.Advisory.Queue", "ActiveMQ.Advisory.TempQueue,ActiveMQ.Advisory.Queue")) {
            assertThatThrownBy(() -> legacy.createConsumer(legacy.createTopic(topic)))
                    .as("listening to " + topic)
                    .isInstanceOf(JMSException.class);
        }
        assertThat(stomp(stompLogin(), "SUBSCRIBE\nid:1\ndestination:/queue/urgent\nreceipt:1\n\n"))
                .contains("ERROR");
        Message urgent = caravan.createConsumer(caravan.createQueue("urgent")).receive(5 * SECOND);
        assertThat(urgent.getBody(String.class)).isEqualTo("not for you");
    }

    @Test
    void aLegacySystemCannotMakeCaravanAnswerIntoAQueueThatIsNotItsOwn() throws Exception {
        Session legacy = openwire("legacy", legacyPassword());
        for (String queue : List.of("urgent", "caravan.reply.x,urgent")) {
            Message request = legacy.createTextMessage("{}");
            request.setJMSReplyTo(legacy.createQueue(queue));

            assertThatThrownBy(() -> send(legacy, "caravan.inbound", request))
                    .as("replies to " + queue)
                    .hasMessageContaining("Replies go to");
        }
    }

    @Test
    void serialisedObjectsAreRefused() throws Exception {
        Session legacy = openwire("legacy", legacyPassword());

        assertThatThrownBy(() -> send(legacy, "caravan.inbound", legacy.createObjectMessage("x")))
                .hasMessageContaining("send text");
    }

    @Test
    void anOversizedFrameIsRefused() throws Exception {
        Session legacy = openwire("legacy", legacyPassword());
        BytesMessage large = legacy.createBytesMessage();
        large.writeBytes(new byte[2 * 1024 * 1024]);

        assertThatThrownBy(() -> send(legacy, "caravan.inbound", large)).isInstanceOf(JMSException.class);
        String answer = stomp(
                stompLogin(), "SEND\ndestination:/queue/caravan.inbound\nreceipt:1\n\n" + "x".repeat(2 * 1024 * 1024));
        assertThat(answer).doesNotContain("RECEIPT");
        Session caravan = inside();
        assertThat(caravan.createConsumer(caravan.createQueue("caravan.inbound"))
                        .receiveNoWait())
                .isNull();
    }

    @Test
    void whatIsQueuedOutlivesTheBroker() throws Exception {
        Session before = inside();
        send(before, "urgent", before.createTextMessage("kept"));
        broker.close();
        startBroker();
        Session after = inside();

        assertThat(after.createConsumer(after.createQueue("urgent"))
                        .receive(5 * SECOND)
                        .getBody(String.class))
                .isEqualTo("kept");
    }

    @Test
    void aStoreThatCannotBeReadIsPutAside() throws Exception {
        Session before = inside();
        send(before, "urgent", before.createTextMessage("lost"));
        broker.close();
        Path journal = home.path("broker", "journal");
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, "no journal at all".repeat(1000).getBytes(StandardCharsets.UTF_8));
            }
        }
        startBroker();
        Session after = inside();
        send(after, "urgent", after.createTextMessage("works"));

        assertThat(after.createConsumer(after.createQueue("urgent"))
                        .receive(5 * SECOND)
                        .getBody(String.class))
                .isEqualTo("works");
        assertThat(home.path("broker.unreadable", "journal")).isDirectory();
    }

    @Test
    void aWipedStoreIsMadeAnew() throws Exception {
        broker.close();
        Home.remove(home.path("broker"));
        startBroker();
        Session after = inside();

        send(after, "urgent", after.createTextMessage("works"));
    }

    @Test
    void aPortInUseIsExplained() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress("127.0.0.1", 0));
            var wanted = new BrokerSettings("127.0.0.1", 0, other.getLocalPort(), null);

            assertThatThrownBy(() -> EmbeddedBroker.start(home, EmbeddedBroker.newName(), PASSWORD, wanted))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
                    .hasMessageContaining("CARAVAN_BROKER_STOMP_PORT");
        }
    }

    private String legacyPassword() {
        return settings.legacyPassword(home);
    }

    private Session inside() throws JMSException {
        return session("vm://" + name + "?create=false", EmbeddedBroker.USER, PASSWORD);
    }

    private Session openwire(@Nullable String user, @Nullable String password) throws JMSException {
        return session("tcp://127.0.0.1:" + openwire, user, password);
    }

    private Session session(String url, @Nullable String user, @Nullable String password) throws JMSException {
        Connection connection = new ActiveMQConnectionFactory(user, password, url).createConnection();
        connections.add(connection);
        connection.start();
        return connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    private static void send(Session session, String queue, Message message) throws JMSException {
        session.createProducer(session.createQueue(queue)).send(message);
    }

    private String stompLogin() {
        return "CONNECT\naccept-version:1.2\nhost:x\nlogin:legacy\npasscode:" + legacyPassword() + "\n\n";
    }

    /** Sends frames one by one and returns all that came back, to the last frame or the end of the connection. */
    private String stomp(String... frames) throws IOException {
        StringBuilder answers = new StringBuilder();
        try (Socket socket = new Socket("127.0.0.1", stomp)) {
            socket.setSoTimeout(10 * SECOND);
            for (String frame : frames) {
                socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
                for (int c = socket.getInputStream().read();
                        c > 0;
                        c = socket.getInputStream().read()) {
                    answers.append((char) c);
                }
            }
        } catch (IOException closedByTheBroker) {
            // what came before it counts
        }
        return answers.toString();
    }
}
