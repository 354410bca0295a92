package dev.caravan.legacy;

import dev.caravan.api.Problem;
import dev.caravan.api.Problems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The steps of a request that came as a message. */
@Component("legacyQueue")
public class LegacyQueue {

    private static final Logger LOG = LoggerFactory.getLogger(LegacyQueue.class);
    private static final String MESSAGE = "legacyMessage";
    private static final String SESSION = "legacySession";
    private static final Set<String> IDEMPOTENCY_KEY = Set.of("idempotency-key", "idempotency_key");

    /** JMSPriority 7 to 9 is expedited, 4 is what nobody thought about (Jakarta Messaging 3.1, section 3.4.10). */
    private static final int URGENT = 7;

    private static final Set<String> WITHOUT_PRIORITY = Set.of("client", "event");

    private final Problems problems;
    private final LegacyAnswers answers;
    private final Counter taken;
    private final Counter invalid;

    LegacyQueue(Problems problems, LegacyAnswers answers, MeterRegistry meters) {
        this.problems = problems;
        this.answers = answers;
        this.taken = counter(meters, "taken");
        this.invalid = counter(meters, "invalid");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("caravan.legacy.messages")
                .description("Messages of legacy systems, by what became of them")
                .tag("result", result)
                .register(meters);
    }

    /**
     * Sets the variables {@code caller} and {@code idempotencyKey}: the property {@code Idempotency-Key} or
     * {@code idempotency_key}, else the {@code JMSMessageID}. A route that takes messages begins with this: a bean that
     * returns a new body leaves a message behind that knows no broker.
     *
     * @throws Problem 400 if the message is no text, or names two keys
     */
    public void remember(Exchange exchange) throws JMSException {
        JmsMessage in = exchange.getIn(JmsMessage.class);
        Message message = in.getJmsMessage();
        exchange.setProperty(MESSAGE, message);
        exchange.setProperty(SESSION, in.getJmsSession());
        if (exchange.getIn().getBody() == null) {
            throw Problem.badRequest("The message is no text in UTF-8.");
        }
        exchange.setVariable("caller", "legacy-queue");
        exchange.setVariable("idempotencyKey", key(message));
    }

    /** Whether the sender meant it urgently, by JMSPriority, and its kind has an urgency: events and clients have none. */
    public boolean isUrgent(@Header("JMSPriority") int priority, @Variable("shape") String shape) {
        return priority >= URGENT && !WITHOUT_PRIORITY.contains(shape);
    }

    /** Answers a request that was taken, if its sender said where: the body goes there. */
    public void answer(Exchange exchange) {
        taken.increment();
        if (reply(message(exchange), exchange.getMessage().getBody(String.class))) {
            commit(exchange);
        }
    }

    /** Puts a request that nobody can serve aside, with the reason, and tells its sender, if that is wanted. */
    public void refuse(Exchange exchange) {
        Problem problem = problems.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        Message message = message(exchange);
        answers.putAside(message, reason(problem));
        invalid.increment();
        LOG.warn("A message is no request and is in {} now, with the reason: {}", LegacyAnswers.INVALID, id(message));
        reply(message, problems.body(problem));
        commit(exchange);
    }

    /** What others were told must not be told again because a later message of the same transaction fails. */
    private static void commit(Exchange exchange) {
        try {
            exchange.getProperty(SESSION, Session.class).commit();
        } catch (JMSException e) {
            LOG.warn("The broker does not know that this message was taken, it comes again: {}", e.getMessage());
        }
    }

    private boolean reply(Message message, String body) {
        try {
            return answers.reply(message, body);
        } catch (JMSException | RuntimeException e) {
            // The request stands. Whoever does not wait for its answer any more must not make it come again for ever.
            LOG.warn("An answer finds no queue: {}: {}", id(message), e.getMessage());
            return false;
        }
    }

    private static String reason(Problem problem) {
        if (problem.errors().isEmpty()) {
            return problem.detail();
        }
        List<String> reasons = problem.errors().entrySet().stream()
                .map(field -> field.getKey() + ": " + String.join("; ", field.getValue()))
                .toList();
        return String.join("\n", reasons);
    }

    private static String key(Message message) throws JMSException {
        String key = null;
        for (Object name : Collections.list(message.getPropertyNames())) {
            if (IDEMPOTENCY_KEY.contains(name.toString().toLowerCase(Locale.ROOT))) {
                if (key != null) {
                    throw Problem.invalid("Idempotency-Key", "is given more than once");
                }
                key = message.getStringProperty(name.toString());
            }
        }
        return key == null ? message.getJMSMessageID() : key;
    }

    private static Message message(Exchange exchange) {
        return exchange.getProperty(MESSAGE, Message.class);
    }

    private static @Nullable String id(Message message) {
        try {
            return message.getJMSMessageID();
        } catch (JMSException e) {
            return null;
        }
    }
}
