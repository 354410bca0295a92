package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests that are taken from the queue in one transaction, and one of them cannot be stored for now. */
class SharedTransactionJourneyTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static App app;

    @BeforeAll
    static void start() {
        app = App.start(Map.of("caravan.queues.inbound.consumers", "1"));
        JdbcClient store = app.bean(JdbcClient.class);
        store.sql("""
                create function not_now() returns trigger language plpgsql as $$
                begin
                    if new.subject = 'not now' then raise 'too much to do' using errcode = '53000'; end if;
                    return new;
                end $$""").update();
        store.sql("create trigger not_now before insert on notifications for each row execute function not_now()")
                .update();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void oneThatFailsHoldsUpNoOtherAndNothingIsToldTwice() throws Exception {
        try (Connection connection = app.bean(ActiveMQConnectionFactory.class).createConnection()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            Queue inbound = session.createQueue("caravan.inbound");
            Queue answers = session.createTemporaryQueue();
            TextMessage answered = session.createTextMessage(request("answered", "now"));
            answered.setJMSReplyTo(answers);
            TextMessage fails = session.createTextMessage(request("fails", "not now"));
            for (TextMessage message : List.of(
                    session.createTextMessage(request("before", "now")),
                    session.createTextMessage("no request"),
                    answered,
                    session.createTextMessage(request("between", "now")),
                    fails,
                    session.createTextMessage(request("behind", "now")))) {
                session.createProducer(inbound).send(message);
            }
            session.commit();

            Awaitility.await("only the one that fails waits")
                    .atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(waiting(connection, inbound)).containsExactly(fails.getJMSMessageID()));
            for (String recipient : List.of("before", "answered", "between", "behind")) {
                Awaitility.await(recipient)
                        .atMost(LIMIT)
                        .untilAsserted(() -> assertThat(app.caught(recipient + "@shared.test"))
                                .hasSize(1));
            }
            assertThat(app.caught("fails@shared.test")).isEmpty();
            app.bean(JdbcClient.class)
                    .sql("drop trigger not_now on notifications")
                    .update();
            Awaitility.await("it is stored once it can be")
                    .atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(app.caught("fails@shared.test")).hasSize(1));

            assertThat(taken(session, answers)).as("answers").hasSize(1);
            assertThat(taken(session, session.createQueue("caravan.inbound.invalid")))
                    .as("put aside")
                    .hasSize(1);
        }
    }

    private static String request(String recipient, String subject) {
        return "{\"recipients\":[{\"email\":\"" + recipient + "@shared.test\"}],\"channels\":[\"email\"],\"subject\":\""
                + subject + "\",\"message\":\"x\"}";
    }

    private static List<String> waiting(Connection connection, Queue queue) throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        try (QueueBrowser browser = session.createBrowser(queue)) {
            List<String> ids = new ArrayList<>();
            for (Object message : Collections.list(browser.getEnumeration())) {
                ids.add(((Message) message).getJMSMessageID());
            }
            return ids;
        } finally {
            session.close();
        }
    }

    private static List<Message> taken(Session session, Queue queue) throws JMSException {
        List<Message> messages = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(queue)) {
            for (Message message; (message = consumer.receive(500)) != null; ) {
                messages.add(message);
            }
        }
        return messages;
    }
}
