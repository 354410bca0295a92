package dev.caravan.mailing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.client.Audience;
import dev.caravan.client.Clients;
import dev.caravan.client.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whom a mailing goes to, before anything is sent. */
@Component("mailingAudience")
public class MailingAudience {

    private final JdbcClient jdbc;
    private final Clients clients;
    private final AudienceForm form;

    MailingAudience(JdbcClient jdbc, Clients clients, AudienceForm form) {
        this.jdbc = jdbc;
        this.clients = clients;
        this.form = form;
    }

    /**
     * How many clients a mailing with this audience would go to if it started now, and the first 100 of them.
     *
     * @param body {@code tags_logic}, {@code tags} and {@code operators}, as a mailing has them
     * @throws dev.caravan.api.Problem 400 with all faults of the body
     */
    public ObjectNode ofDraft(JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(AudienceForm.FIELDS);
        Audience audience = form.read(fields);
        fields.check(FieldNames.CANONICAL);
        return jdbc.sql("select audience(?, ?::bigint[], ?::bigint[])")
                .param(audience.tagsLogic())
                .param(audience.tags().toArray(Long[]::new))
                .param(audience.operators().toArray(Long[]::new))
                .query((row, n) -> clients.in((Long[]) row.getArray(1).getArray()))
                .single();
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
