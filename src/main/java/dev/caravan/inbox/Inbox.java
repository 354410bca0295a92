package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.inbox.InboxStore.Draft;
import dev.caravan.routing.RouteCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The steps of the inbox that are not the routes' own. Answers are JSON, faults are {@link Problem}s. */
@Component("inbox")
class Inbox extends InboxSteps {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_USER = 1_000;

    private final InboxStore store;
    private final InboxStreams streams;
    private final Counter records;

    Inbox(InboxStore store, InboxStreams streams, RouteCatalog routes, MeterRegistry meters) {
        super(routes);
        this.store = store;
        this.streams = streams;
        this.records = Counter.builder("caravan.inbox.records")
                .description("Records that were put into inboxes")
                .register(meters);
    }

    /** Makes durable what the route of the event's key asked for: record and order to mail, in one transaction. */
    public void store(Exchange exchange) {
        Draft draft = exchange.getVariable(RECORD, Draft.class);
        store.store(draft, exchange.getVariable(MAIL, JsonNode.class));
        if (draft != null) {
            records.increment();
            streams.wake(draft.userId());
        }
    }

    /**
     * Puts a notification into its recipient's inbox, once for each delivery. Sets the variable {@code providerMessageId}
     * to the record's id.
     *
     * @throws TemporaryFault if the store is away
     */
    public void deliver(
            @Body String text,
            @Variable("recipient") String userId,
            @Variable("subject") @Nullable String subject,
            @Variable("deliveryId") String deliveryId,
            @Variable("notificationId") String notificationId,
            Exchange exchange) {
        ObjectNode data = JSON.objectNode()
                .put("subject", subject)
                .put("message", text)
                .put("notification_id", notificationId)
                .put("delivery_id", deliveryId);
        String user = normal(userId);
        try {
            String id = store.storeOnce(new Draft(user, null, "notification", data, UUID.fromString(deliveryId)));
            exchange.setVariable("providerMessageId", id);
        } catch (DataAccessException | TransactionException e) {
            throw new TemporaryFault("inbox: the record could not be stored", e);
        }
        records.increment();
        streams.wake(user);
    }

    /** A page of a user's records, the newest first, with counts of all of them. */
    public ObjectNode list(
            @Header("user_id") @Nullable String userId,
            @Header("skip") @Nullable Integer skip,
            @Header("limit") @Nullable Integer limit) {
        String user = user(userId);
        int from = skip == null ? 0 : skip;
        int count = limit == null ? 10 : limit;
        InboxStore.Page page = store.list(user, from, count);
        ObjectNode answer = JSON.objectNode().put("success", true);
        ObjectNode data =
                answer.putObject("data").put("elements", page.elements()).put("new", page.unread());
        data.putObject("request").put("user_id", user).put("skip", from).put("limit", count);
        ArrayNode list = data.putArray("list");
        page.records().forEach(record -> list.add(record.json()));
        return answer;
    }

    /** Marks a record as read; no success if there is none, it is another user's, or was read before. */
    public ObjectNode read(
            @Header("user_id") @Nullable String userId, @Header("notification_id") @Nullable String recordId) {
        String user = user(userId);
        if (recordId == null || recordId.isBlank()) {
            throw Problem.invalid("notification_id", "is required");
        }
        OptionalLong number = RecordId.number(recordId.strip());
        boolean known = number.isPresent()
                && store.find(user, number.getAsLong())
                        .filter(record -> record.id().equalsIgnoreCase(recordId.strip()))
                        .isPresent();
        boolean read = known && store.read(user, number.getAsLong()) > 0;
        if (read) {
            streams.wake(user);
        }
        return JSON.objectNode().put("success", read);
    }

    /** Marks all records of a user as read. */
    public ObjectNode readAll(@Header("user_id") @Nullable String userId) {
        String user = user(userId);
        int read = store.read(user, null);
        if (read > 0) {
            streams.wake(user);
        }
        return JSON.objectNode().put("success", true).put("read", read);
    }

    /**
     * The user that a query names: any text, for a notification's {@code user_id} can be any.
     *
     * @throws Problem 400 if it names none
     */
    static String user(@Nullable String userId) {
        if (userId == null || userId.isBlank()) {
            throw Problem.invalid("user_id", "is required");
        }
        if (userId.length() > MAX_USER) {
            throw Problem.invalid("user_id", "must be at most " + MAX_USER + " characters long");
        }
        return normal(userId.strip());
    }

    /** An ObjectId means the same in either case. */
    private static String normal(String userId) {
        return RecordId.hasShape(userId) ? userId.toLowerCase(Locale.ROOT) : userId;
    }
}
