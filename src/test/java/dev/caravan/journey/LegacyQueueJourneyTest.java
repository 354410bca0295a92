package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.command.ActiveMQTextMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Legacy systems put requests on a queue, over OpenWire and STOMP, and some wait for the answer. */
@Execution(ExecutionMode.SAME_THREAD)
class LegacyQueueJourneyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "legacy-password";
    private static final int SECOND = 1_000;

    private static App app;
    private static int openwire;
    private static int stomp;

    private Connection connection;
    private Session session;

    @BeforeAll
    static void start() {
        openwire = Ports.free();
        stomp = Ports.free();
        app = App.start(Map.of(
                "caravan.broker.openwire-port", Integer.toString(openwire),
                "caravan.broker.stomp-port", Integer.toString(stomp),
                "caravan.broker.legacy-password", PASSWORD));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @BeforeEach
    void connect() throws JMSException {
        connection =
                new ActiveMQConnectionFactory("legacy", PASSWORD, "tcp://127.0.0.1:" + openwire).createConnection();
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void disconnect() throws JMSException {
        connection.close();
    }

    private static String to(String recipient) {
        return "{\"recipients\":[{\"email\":\"" + recipient + "\"}],\"channels\":[\"email\"],\"message\":\"x\"}";
    }

    private void send(Message message, int priority) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue("caravan.inbound"))) {
            producer.setPriority(priority);
            producer.send(message);
        }
    }

    /** Sends a message and returns the answer to it. */
    private JsonNode ask(Message message, int priority) throws Exception {
        Queue answers = session.createTemporaryQueue();
        try (MessageConsumer consumer = session.createConsumer(answers)) {
            message.setJMSReplyTo(answers);
            send(message, priority);
            TextMessage answer = (TextMessage) consumer.receive(20 * SECOND);
            assertThat(answer).as("an answer").isNotNull();
            String expected = message.getJMSCorrelationID();
            assertThat(answer.getJMSCorrelationID()).isEqualTo(expected == null ? message.getJMSMessageID() : expected);
            return JSON.readTree(answer.getText());
        }
    }

    private JsonNode ask(String body) throws Exception {
        return ask(session.createTextMessage(body), 4);
    }

    /** The next message on the queue of what was put aside, which the application may read and a legacy system may not. */
    private static Message putAside() throws JMSException {
        try (Connection inside = app.bean(ActiveMQConnectionFactory.class).createConnection()) {
            inside.start();
            Session reading = inside.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Message message = reading.createConsumer(reading.createQueue("caravan.inbound.invalid"))
                    .receive(20 * SECOND);
            assertThat(message).as("a message that was put aside").isNotNull();
            return message;
        }
    }

    private static void awaitCaught(String recipient) {
        Awaitility.await(recipient)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(app.caught(recipient)).hasSize(1));
    }

    @Test
    void aCanonicalRequestIsAnsweredWhereItsSenderWaits() throws Exception {
        Message message = session.createTextMessage(to("openwire@example.com"));
        message.setJMSCorrelationID("order 4711");

        JsonNode answer = ask(message, 4);

        assertThat(answer.get("queue").textValue()).isEqualTo("default");
        app.await(answer.get("id").textValue(), "sent");
        awaitCaught("openwire@example.com");
    }

    @Test
    void everyDialectIsUnderstood() throws Exception {
        JsonNode mail = ask("""
                {"recipient_list": ["a@legacy.example"], "subject": "s", "priority": "emails",
                 "context": {"content": "From the batch"}}""");
        assertThat(mail.get("queue").textValue()).isEqualTo("emails");
        assertThat(mail.get("message_id")).isEqualTo(mail.get("id"));
        awaitCaught("a@legacy.example");

        JsonNode single = ask("{\"channel\":\"email\",\"recipient\":\"b@legacy.example\",\"message\":\"x\"}");
        assertThat(single.get("channel").textValue()).isEqualTo("email");
        assertThat(single.get("attempts").intValue()).isZero();
        awaitCaught("b@legacy.example");

        JsonNode fallback = ask("{\"recipients\":[{\"email\":\"c@legacy.example\"}],\"message\":\"x\"}");
        app.await(fallback.get("id").textValue(), "sent");
        awaitCaught("c@legacy.example");
    }

    private static String mailing(String title) {
        return "{\"title\":\"" + title + "\",\"start_datetime\":\"2030-01-01T00:00:00Z\","
                + "\"end_datetime\":\"2030-01-02T00:00:00Z\",\"text\":\"x\"}";
    }

    private static String event(String user, String key) {
        return "{\"user_id\":\"" + user + "\",\"key\":\"" + key + "\"}";
    }

    /** Sends it twice under one key, and returns the one answer. */
    private JsonNode askTwice(String body, String key, int priority) throws Exception {
        JsonNode[] answers = new JsonNode[2];
        for (int i = 0; i < answers.length; i++) {
            Message message = session.createTextMessage(body);
            message.setStringProperty("idempotency_key", key);
            answers[i] = ask(message, priority);
        }
        assertThat(answers[1]).isEqualTo(answers[0]);
        return answers[0];
    }

    /** Which transaction wrote the only row that there is. */
    private static String writer(String table, String condition, Object value) {
        return app.bean(JdbcClient.class)
                .sql("select xmin::text from " + table + " where " + condition + " = ?")
                .param(value)
                .query(String.class)
                .single();
    }

    @Test
    void aMailingIsMadeOnceInTheTransactionThatTakesItsKey() throws Exception {
        JsonNode answer = askTwice(mailing("from the queue"), "mailing-1", 9);

        assertThat(answer.get("status").textValue()).isEqualTo("scheduled");
        assertThat(answer.get("priority").textValue()).isEqualTo("urgent");
        assertThat(app.get("/api/v1/mailings/" + answer.get("id")).json().get("title"))
                .isEqualTo(answer.get("title"));
        assertThat(writer("mailings", "title", "from the queue"))
                .isEqualTo(writer("idempotency_keys", "key", "mailing-1"));

        Message other = session.createTextMessage(to("not-a-mailing@example.com"));
        other.setStringProperty("idempotency_key", "mailing-1");
        assertThat(ask(other, 4).get("status").intValue()).isEqualTo(409);
        assertThat(putAside().getStringProperty("caravan_error")).contains("used with another request");
    }

    @Test
    void aClientIsMadeOnceAndErasedWithTheAnswerThatIsKept() throws Exception {
        JsonNode answer = askTwice("{\"phone_number\":\"79270000001\",\"name\":\"Quentin\"}", "client-1", 8);

        assertThat(writer("clients", "phone_number", "79270000001"))
                .isEqualTo(writer("idempotency_keys", "key", "client-1"));
        String path = "/api/v1/clients/" + answer.get("id");
        assertThat(app.get(path + "/export").json().at("/answers/0/name").textValue())
                .isEqualTo("Quentin");
        app.send("DELETE", path + "?erase=true", "");
        JsonNode repeated = askTwice("{\"phone_number\":\"79270000001\",\"name\":\"Quentin\"}", "client-1", 4);
        assertThat(repeated.get("id")).isEqualTo(answer.get("id"));
        assertThat(repeated.has("name")).isFalse();
        assertThat(app.get(path).status()).isEqualTo(404);
    }

    @Test
    void anEventIsRecordedOnce() throws Exception {
        String user = "5f0000000000000000000071";

        JsonNode answer = askTwice(event(user, "new_post"), "event-1", 8);

        assertThat(answer).isEqualTo(JSON.readTree("{\"success\":true}"));
        JsonNode inbox = app.get("/list?user_id=" + user).json();
        assertThat(inbox.at("/data/elements").intValue()).isEqualTo(1);
        assertThat(writer("inbox_records", "user_id", user)).isEqualTo(writer("idempotency_keys", "key", "event-1"));
    }

    @Test
    void aMessageThatTheBrokerBringsTwiceTakesEffectOnce() throws Exception {
        String user = "5f0000000000000000000072";
        Message first = session.createTextMessage(event(user, "new_post"));
        ask(first, 4);
        // As after a crash between the commit of the store and that of the broker.
        ActiveMQTextMessage again = new ActiveMQTextMessage();
        again.setText(event(user, "new_post"));
        again.setStringProperty("Idempotency-Key", first.getJMSMessageID());

        assertThat(ask(again, 4).get("success").booleanValue()).isTrue();

        assertThat(app.get("/list?user_id=" + user).json().at("/data/elements").intValue())
                .isEqualTo(1);
    }

    @Test
    void whatIsNoMailingClientOrEventIsPutAsideAndLeavesNoKey() throws Exception {
        Map<String, String> bad = Map.of(
                "{\"start_datetime\":\"2030-01-01T00:00:00Z\",\"text\":\"x\"}",
                "end_datetime: ",
                "{\"phone_number\":\"12\"}",
                "phone_number: ",
                event("5f0000000000000000000073", "no_such_key"),
                "key: is not a key");
        for (Map.Entry<String, String> each : bad.entrySet()) {
            Message message = session.createTextMessage(each.getKey());
            message.setStringProperty("idempotency_key", "bad-1");

            JsonNode problem = ask(message, 4);

            assertThat(problem.get("status").intValue()).as(each.getKey()).isEqualTo(400);
            assertThat(problem.has("success")).isEqualTo(each.getKey().contains("user_id"));
            assertThat(putAside().getStringProperty("caravan_error")).contains(each.getValue());
        }
        assertThat(askTwice(event("5f0000000000000000000073", "new_post"), "bad-1", 4)
                        .get("success")
                        .booleanValue())
                .isTrue();

        ask("{\"phone_number\":\"79270000002\"}");
        assertThat(ask("{\"phone_number\":\"79270000002\"}").get("status").intValue())
                .isEqualTo(409);
        assertThat(putAside().getStringProperty("caravan_error")).contains("phone_number");
    }

    @Test
    void aTemplateIsNamedInTheBody() throws Exception {
        app.post("/api/v1/templates", "{\"name\":\"L\",\"slug\":\"legacy\",\"content\":\"Hello ${name}\"}");

        JsonNode answer = ask(
                "{\"recipient_list\":[\"t@legacy.example\"],\"template_slug\":\"legacy\",\"context\":{\"name\":\"Ann\"}}");

        app.await(answer.get("id").textValue(), "sent");
        assertThat(app.caught("t@legacy.example").get(0).toString()).contains("Hello Ann");
    }

    @Test
    void theMessagePriorityCountsUnlessTheBodySaysOtherwise() throws Exception {
        assertThat(ask(session.createTextMessage(to("p7@example.com")), 7)
                        .get("queue")
                        .textValue())
                .isEqualTo("urgent");
        assertThat(ask(session.createTextMessage(to("p6@example.com")), 6)
                        .get("queue")
                        .textValue())
                .isEqualTo("default");
        String bulk = "{\"priority\":\"bulk\"," + to("p9@example.com").substring(1);
        assertThat(ask(session.createTextMessage(bulk), 9).get("queue").textValue())
                .isEqualTo("bulk");
    }

    @Test
    void aKeyTakesEffectOnce() throws Exception {
        JsonNode[] answers = new JsonNode[3];
        for (int i = 0; i < answers.length; i++) {
            Message message = session.createTextMessage(to("once@example.com"));
            message.setStringProperty("idempotency_key", "order-1");
            answers[i] = ask(message, 4);
        }
        assertThat(answers).containsOnly(answers[0]);
        app.await(answers[0].get("id").textValue(), "sent");
        assertThat(app.caught("once@example.com")).hasSize(1);

        Message other = session.createTextMessage(to("twice@example.com"));
        other.setStringProperty("idempotency_key", "order-1");
        assertThat(ask(other, 4).get("status").intValue()).isEqualTo(409);
        assertThat(putAside().getStringProperty("caravan_error")).contains("used with another request");
    }

    @Test
    void whatIsInvalidIsPutAsideAsItCameWithTheReason() throws Exception {
        JsonNode problem = ask("{\"recipients\":[{\"email\":\"nope\"}],\"message\":\"x\",\"schedule_at\":1}");
        assertThat(problem.get("status").intValue()).isEqualTo(400);
        assertThat(problem.get("errors").has("recipients[0].email")).isTrue();
        Message invalid = putAside();
        assertThat(invalid.getBody(String.class)).contains("schedule_at");
        assertThat(invalid.getStringProperty("caravan_error"))
                .contains("recipients[0].email: is not an e-mail address", "schedule_at: is not a field");

        Message map = session.createMapMessage();
        assertThat(ask(map, 4).get("detail").textValue()).isEqualTo("The message is no text in UTF-8.");
        assertThat(putAside().getStringProperty("caravan_message_id")).isEqualTo(map.getJMSMessageID());

        BytesMessage latin1 = session.createBytesMessage();
        latin1.writeBytes("{\"message\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ask(latin1, 4).get("detail").textValue()).contains("UTF-8");
        assertThat(putAside()).isInstanceOf(BytesMessage.class);

        for (String body : new String[] {"", "{", "[]", "7", "{\"message\":\"x\"} trailing"}) {
            assertThat(ask(body).get("status").intValue()).as(body).isEqualTo(400);
            assertThat(putAside().getStringProperty("caravan_error")).isNotBlank();
        }
    }

    @Test
    void propertiesOfAMessageSteerNothing() throws Exception {
        Message message = session.createTextMessage(to("steered@example.com"));
        for (String name : new String[] {"CamelJmsDestinationName", "cAmelBeanMethodName", "to", "Subject", "caller"}) {
            message.setStringProperty(name, "elsewhere@example.com");
        }

        app.await(ask(message, 4).get("id").textValue(), "sent");

        awaitCaught("steered@example.com");
        assertThat(app.caught("elsewhere@example.com")).isEmpty();
    }

    @Test
    void whoDoesNotWaitForItsAnswerDoesNotMakeItComeAgain() throws Exception {
        Message message = session.createTextMessage(to("gone@example.com"));
        Connection gone =
                new ActiveMQConnectionFactory("legacy", PASSWORD, "tcp://127.0.0.1:" + openwire).createConnection();
        message.setJMSReplyTo(
                gone.createSession(false, Session.AUTO_ACKNOWLEDGE).createTemporaryQueue());
        gone.close();

        send(message, 4);

        awaitCaught("gone@example.com");
        // Behind it, in the same queue.
        app.await(ask(to("next@example.com")).get("id").textValue(), "sent");
        assertThat(app.caught("gone@example.com")).hasSize(1);
    }

    @Test
    void aStompClientPutsARequestInAndReadsTheAnswer() throws IOException {
        String recipient = "stomp-" + UUID.randomUUID() + "@example.com";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stomp)) {
            socket.setSoTimeout(20 * SECOND);
            assertThat(frame(
                            socket, "CONNECT\naccept-version:1.2\nhost:x\nlogin:legacy\npasscode:" + PASSWORD + "\n\n"))
                    .startsWith("CONNECTED");
            frame(socket, "SUBSCRIBE\nid:1\ndestination:/queue/caravan.reply.stomp\nreceipt:s\n\n");
            String body = to(recipient);
            write(
                    socket,
                    "SEND\ndestination:/queue/caravan.inbound\nreply-to:/queue/caravan.reply.stomp\ncorrelation-id:c1\n"
                            + "idempotency_key:" + recipient + "\npriority:8\ncontent-length:" + body.length() + "\n\n"
                            + body);
            String answer = read(socket);

            assertThat(answer).startsWith("MESSAGE").contains("correlation-id:c1", "urgent");
        }
        awaitCaught(recipient);
    }

    @Test
    void aStompClientMakesAClient() throws IOException {
        String body = "{\"phone_number\":\"79270000003\",\"tags\":[\"stomp\"]}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stomp)) {
            socket.setSoTimeout(20 * SECOND);
            frame(socket, "CONNECT\naccept-version:1.2\nhost:x\nlogin:legacy\npasscode:" + PASSWORD + "\n\n");
            frame(socket, "SUBSCRIBE\nid:1\ndestination:/queue/caravan.reply.stomp-d\nreceipt:s\n\n");
            write(socket, "SEND\ndestination:/queue/caravan.inbound\nreply-to:/queue/caravan.reply.stomp-d\n\n" + body);

            assertThat(read(socket)).startsWith("MESSAGE").contains("79270000003");
        }
        assertThat(app.get("/api/v1/clients?phone_number=79270000003").json().get("items"))
                .hasSize(1);
    }

    private static String frame(Socket socket, String text) throws IOException {
        write(socket, text);
        return read(socket);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c > 0;
                c = socket.getInputStream().read()) {
            text.append((char) c);
        }
        return text.toString().stripLeading();
    }
}
