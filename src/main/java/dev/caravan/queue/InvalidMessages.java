package dev.caravan.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Messages of legacy systems that were no requests: looked at, mended and sent again, or thrown away. */
@Component("invalidMessages")
public class InvalidMessages {

    static final String QUEUE = "caravan.inbound.invalid";

    private static final String INBOUND = "caravan.inbound";
    private static final String REASON = "caravan_error";
    private static final String FIRST_ID = "caravan_message_id";
    private static final int SHOWN = 200;
    private static final int LONGEST = 1 << 20;
    private static final long PATIENCE_MILLIS = 2_000;

    private final ActiveMQConnectionFactory connections;

    InvalidMessages(ActiveMQConnectionFactory brokerConnections) {
        this.connections = brokerConnections;
    }

    private interface Work<T> {

        T in(Session session) throws JMSException;
    }

    /** The oldest 200. @throws Problem 503 if the broker cannot be asked */
    public ObjectNode list() {
        return with(false, session -> {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ArrayNode items = json.putArray("items");
            boolean more = false;
            try (QueueBrowser browser = session.createBrowser(session.createQueue(QUEUE))) {
                Enumeration<?> messages = browser.getEnumeration();
                while (messages.hasMoreElements()) {
                    Message message = (Message) messages.nextElement();
                    more = items.size() == SHOWN;
                    if (more) {
                        break;
                    }
                    items.add(json(message));
                }
            }
            return json.put("more", more);
        });
    }

    /**
     * Puts a request in the queue of legacy systems, and takes the one that it mends out of those put aside, both or neither.
     *
     * @throws Problem 400 if the body is none, 404 if what it replaces is not there, 503 if the broker cannot be asked
     */
    public ObjectNode submit(@Body JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be an object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(Set.of("body", "replaces"));
        String text = fields.text("body", LONGEST);
        String replaces = fields.text("replaces", 400);
        if (!fields.refused("body") && (text == null || text.isBlank())) {
            fields.refuse("body", "must hold the message");
        }
        fields.check(FieldNames.CANONICAL);
        return with(true, session -> {
            Message old = replaces == null ? null : take(session, replaces);
            TextMessage message = session.createTextMessage(text);
            if (old != null) {
                carry(old, message);
            }
            try (MessageProducer producer = session.createProducer(session.createQueue(INBOUND))) {
                if (old != null) {
                    producer.setPriority(old.getJMSPriority());
                }
                producer.send(message);
            }
            session.commit();
            return JsonNodeFactory.instance.objectNode().put("id", encoded(message.getJMSMessageID()));
        });
    }

    /** Throws one away. @throws Problem 404 if it is not there, 503 if the broker cannot be asked */
    public void discard(@Nullable String id) {
        with(true, session -> {
            take(session, id == null ? "" : id);
            session.commit();
            return true;
        });
    }

    private Message take(Session session, String id) throws JMSException {
        String selector = "JMSMessageID = '" + decoded(id).replace("'", "''") + "'";
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE), selector)) {
            Message message = consumer.receive(PATIENCE_MILLIS);
            if (message == null) {
                throw unknown();
            }
            return message;
        }
    }

    /** Who waits for an answer gets it, and what was sent twice is still one. */
    private static void carry(Message old, Message mended) throws JMSException {
        mended.setJMSReplyTo(old.getJMSReplyTo());
        String correlation = old.getJMSCorrelationID();
        mended.setJMSCorrelationID(correlation == null ? old.getStringProperty(FIRST_ID) : correlation);
        for (Object name : Collections.list(old.getPropertyNames())) {
            String property = name.toString();
            boolean ours = property.equals(REASON) || property.equals(FIRST_ID) || property.startsWith("JMS");
            if (!ours && old.getObjectProperty(property) instanceof String value) {
                mended.setStringProperty(property, value);
            }
        }
    }

    private static ObjectNode json(Message message) throws JMSException {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", encoded(message.getJMSMessageID()))
                .put("at", Instant.ofEpochMilli(message.getJMSTimestamp()).toString())
                .put("error", message.getStringProperty(REASON))
                .put("message_id", message.getStringProperty(FIRST_ID))
                .put("priority", message.getJMSPriority())
                .put(
                        "reply_to",
                        message.getJMSReplyTo() == null
                                ? null
                                : message.getJMSReplyTo().toString());
        if (message instanceof TextMessage text) {
            json.put("body", text.getText());
        } else if (message instanceof BytesMessage bytes) {
            byte[] content = new byte[(int) Math.min(bytes.getBodyLength(), LONGEST)];
            bytes.readBytes(content);
            json.put("body", new String(content, StandardCharsets.UTF_8));
        } else {
            json.putNull("body");
        }
        return json;
    }

    /** Ids of a broker have colons in them. */
    private static String encoded(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String id) {
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
            if (decoded.startsWith("ID:")) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // none of ours, as what follows says
        }
        throw unknown();
    }

    private static Problem unknown() {
        return Problem.notFound("There is no such message among the invalid ones.");
    }

    private <T> T with(boolean transacted, Work<T> work) {
        try (Connection connection = connections.createConnection()) {
            connection.start();
            try (Session session = connection.createSession(
                    transacted, transacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE)) {
                return work.in(session);
            }
        } catch (JMSException e) {
            throw Problem.unavailable("The broker cannot be asked just now.", 5);
        }
    }
}
