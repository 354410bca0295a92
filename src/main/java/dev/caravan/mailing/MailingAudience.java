package dev.caravan.mailing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.client.Clients;
import dev.caravan.client.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whom a mailing goes to, before anything is sent. */
@Component("mailingAudience")
public class MailingAudience {

    private final JdbcClient jdbc;
    private final Clients clients;

    MailingAudience(JdbcClient jdbc, Clients clients) {
        this.jdbc = jdbc;
        this.clients = clients;
    }

    /**
     * How many clients a mailing would go to if it started now, and the first 100 of them.
     *
     * @throws dev.caravan.api.Problem 404
     */
    public ObjectNode of(String id) {
        return jdbc.sql(
                        "select audience(tags_logic, tags, operators) from mailings where id = ? and deleted_at is null")
                .param(Ids.parse(id, "mailing"))
                .query((row, n) -> (Long[]) row.getArray(1).getArray())
                .optional()
                .map(clients::in)
                .orElseThrow(() -> Ids.unknown("mailing"));
    }
}
