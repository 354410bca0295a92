package dev.caravan.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Problem;
import dev.caravan.store.StoredJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Mails that events led to: whom they go to, and the orders that wait to become notifications. */
@Component("inboxMails")
public class InboxMails {

    private static final Logger LOG = LoggerFactory.getLogger(InboxMails.class);

    /** A mail that was ordered together with the record of its event. */
    public record Order(long id, JsonNode request) {}

    private static final String ADDRESS = "inboxAddress";

    private final JdbcClient sql;
    private final ObjectProvider<UserAddresses> addresses;
    private final String otherwise;
    private final Counter skipped;
    private final Counter refused;

    InboxMails(JdbcClient sql, ObjectProvider<UserAddresses> addresses, InboxSettings settings, MeterRegistry meters) {
        this.sql = sql;
        this.addresses = addresses;
        this.otherwise = settings.email();
        this.skipped = counter(meters, "skipped");
        this.refused = counter(meters, "refused");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("caravan.inbox.mails.unsent")
                .description("Mails of inbox events that were not sent: nobody knew an address, or it was refused")
                .tag("result", result)
                .register(meters);
    }

    /** Sets the variable {@code inboxAddress}: the user's address, else the configured one, else null, which the log and a metric tell. */
    public void address(Exchange exchange) {
        find(exchange);
        if (exchange.getVariable(ADDRESS) == null) {
            InboxEvent event = exchange.getVariable(InboxSteps.EVENT, InboxEvent.class);
            skipped.increment();
            LOG.warn(
                    "No address for the mail {} of user {}: no client has it, and CARAVAN_INBOX_EMAIL is not set",
                    event.key(),
                    event.userId());
        }
    }

    /** As {@link #address}, for a rehearsal: nobody is told. */
    public void find(Exchange exchange) {
        String user = exchange.getVariable(InboxSteps.EVENT, InboxEvent.class).userId();
        UserAddresses known = addresses.getIfAvailable();
        String address = known == null ? otherwise : known.email(user).orElse(otherwise);
        exchange.setVariable(ADDRESS, address.isEmpty() ? null : address);
    }

    /** Orders that wait, the oldest first. */
    public List<Order> waiting() {
        return sql.sql("select id, request from inbox_mails order by id limit 100")
                .query((row, n) -> new Order(row.getLong("id"), StoredJson.tree(row.getString("request"))))
                .list();
    }

    /** Forgets an order that has become a notification. */
    public void sent(@Header("orderId") long id) {
        sql.sql("delete from inbox_mails where id = ?").param(id).update();
    }

    /** Gives an order up that no notification can be made of, unless waiting helps. */
    public void refused(@Header("orderId") long id, Exchange exchange) {
        Problem problem = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Problem.class);
        if (problem.retryAfter() == null) {
            refused.increment();
            LOG.warn(
                    "The mail {} of an inbox event was refused, fields {}",
                    id,
                    problem.errors().keySet());
            sent(id);
        }
    }
}
