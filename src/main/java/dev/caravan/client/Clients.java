package dev.caravan.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.notification.Addresses;
import dev.caravan.notification.Filters;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** Clients, as callers of {@code /api/v1/clients} see them. Faults are {@link Problem}s. */
@Component("clients")
public class Clients {

    private static final int SHOWN = 100;

    private final ClientStore store;
    private final TimeZones zones;

    Clients(ClientStore store, TimeZones zones) {
        this.store = store;
        this.zones = zones;
    }

    /** One page of the clients that match the query parameters, newest first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name))
                .whereGiven("phone_number", "c.phone_number = ?")
                .whereGiven("email", "lower(c.email) = lower(?)")
                .whereGiven("telegram_id", "c.telegram_id = ?")
                .whereGiven("tag", "s.tags @> (select array_agg(id) from tags where name = ?)")
                .whereGiven("operator", "s.operator = (select id from operators where code = ?)")
                .afterNumber("c.id");
        Filters.read(search, "phone_number", ClientForm.NO_PHONE_NUMBER, ClientForm::phoneNumber);
        Filters.read(search, "email", ClientForm.NO_EMAIL, Addresses::email);
        Filters.read(search, "telegram_id", ClientForm.NO_TELEGRAM_ID, Addresses::telegramId);
        Filters.read(search, "tag", Names.COMPLAINT, Names::plain);
        Filters.read(search, "operator", Names.COMPLAINT, Names::plain);
        int limit = search.limit();
        return Search.page(store.page(search, limit), limit);
    }

    /** @throws Problem 404 */
    public ObjectNode get(String id) {
        return store.find(Ids.parse(id, "client")).orElseThrow(() -> Ids.unknown("client"));
    }

    /**
     * Makes a client; tags and operators that are not there yet are made with it.
     *
     * @throws Problem 400 with all faults of the body; 409 if the phone number is taken
     */
    public ObjectNode create(@Body JsonNode body, @Variable("original") @Nullable Boolean original) {
        return store.create(draft(body, original)).orElseThrow(Clients::taken);
    }

    /**
     * Puts another client in its place; what the body leaves out is gone.
     *
     * @throws Problem 400, 404, 409
     */
    public ObjectNode replace(String id, JsonNode body, @Nullable Boolean original) {
        return update(id, before -> body, original);
    }

    /**
     * Changes what the body names; null takes a value away.
     *
     * @throws Problem 400, 404, 409
     */
    public ObjectNode change(String id, JsonNode body, @Nullable Boolean original) {
        return update(id, before -> body.isObject() ? before.setAll((ObjectNode) body) : body, original);
    }

    private ObjectNode update(String id, Function<ObjectNode, JsonNode> change, @Nullable Boolean original) {
        try {
            return store.update(Ids.parse(id, "client"), before -> draft(change.apply(before), original))
                    .orElseThrow(() -> Ids.unknown("client"));
        } catch (DuplicateKeyException e) {
            throw taken();
        }
    }

    /** @throws Problem 404 */
    public void delete(String id) {
        if (!store.delete(Ids.parse(id, "client"))) {
            throw Ids.unknown("client");
        }
    }

    /** How many clients there are in these segments, and the first 100 of them. */
    public ObjectNode in(Long[] segments) {
        ObjectNode audience = JsonNodeFactory.instance.objectNode().put("count", store.count(segments));
        audience.putArray("clients").addAll(store.some(segments, SHOWN));
        return audience;
    }

    /** The clients of an audience after one of them, in the order of their ids, as recipients of a canonical request. */
    public List<ObjectNode> recipients(Audience audience, long after, int most) {
        return store.recipients(audience, after, most);
    }

    /** @throws Problem 400 with all faults of the body */
    ClientDraft draft(JsonNode body, @Nullable Boolean original) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        if (!Boolean.TRUE.equals(original)) {
            fields.refuseAllBut(ClientForm.FIELDS);
        }
        ClientDraft draft = new ClientForm(zones, fields).read();
        fields.check(FieldNames.CANONICAL);
        return draft;
    }

    private static Problem taken() {
        return Problem.conflict("Another client has this phone_number.");
    }
}
