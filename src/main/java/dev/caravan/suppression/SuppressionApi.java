package dev.caravan.suppression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.FieldNames;
import dev.caravan.api.Fields;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.notification.Addresses;
import dev.caravan.notification.Filters;
import dev.caravan.routing.RouteCatalog;
import dev.caravan.store.TimeOrderedId;
import dev.caravan.suppression.Suppression.Reason;
import dev.caravan.suppression.Suppression.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The suppression list, as the API shows it. */
@Component
public class SuppressionApi {

    private static final Set<String> FIELDS = Set.of("channel", "address", "reason", "scope", "detail", "expires_at");

    private final JdbcClient jdbc;
    private final Suppressions suppressions;
    private final RouteCatalog routes;
    private final Clock clock;

    SuppressionApi(JdbcClient jdbc, Suppressions suppressions, RouteCatalog routes, Clock clock) {
        this.jdbc = jdbc;
        this.suppressions = suppressions;
        this.routes = routes;
        this.clock = clock;
    }

    /** One page of the entries that match the query parameters, newest first. */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name));
        search.whereGiven("channel", "channel = ?").createdBetween("id").after("id");
        Filters.oneOf(search, "channel", "channel", routes.channels());
        Filters.oneOf(search, "reason", "reason", words(Reason.values()));
        search.whereGiven("reason", "reason = ?");
        String address = search.parameter("address");
        if (address != null) {
            String phone = Addresses.phoneNumber(address).orElse(address);
            search.where("address in (?, ?, ?)", address, address.toLowerCase(Locale.ROOT), phone);
        }
        int limit = search.limit();
        List<ObjectNode> items = jdbc.sql(
                        "select * from suppressions where " + search.conditions() + " order by id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode shown = page.putArray("items");
        items.forEach(shown::add);
        return page.put(
                "next_cursor",
                items.size() < limit ? null : items.get(limit - 1).get("id").textValue());
    }

    /**
     * Puts an address on the list and returns the entry. Sets the variable {@code status}: 201, or 200 if it was there for
     * this reason already and has the terms of this request now.
     */
    public ObjectNode add(@Body JsonNode body, Exchange exchange) {
        Suppressions.Entry entry = suppressions.store(List.of(read(body))).get(0);
        exchange.setVariable("status", entry.added() ? 201 : 200);
        return get(entry.id().toString());
    }

    /** @throws Problem 404 for an unknown id */
    public ObjectNode get(@Nullable String id) {
        return jdbc.sql("select * from suppressions where id = ?")
                .param(parse(id))
                .query((row, n) -> view(row))
                .optional()
                .orElseThrow(SuppressionApi::unknown);
    }

    /**
     * Takes an entry off the list.
     *
     * @throws Problem 404 for an unknown id
     */
    public void delete(@Nullable String id) {
        if (jdbc.sql("delete from suppressions where id = ?").param(parse(id)).update() == 0) {
            throw unknown();
        }
    }

    private Suppression read(JsonNode body) {
        if (!body.isObject()) {
            throw Problem.badRequest("The body must be a JSON object.");
        }
        Fields fields = new Fields(body);
        fields.refuseAllBut(FIELDS);
        String channel = required(fields, "channel", 100);
        if (channel != null && !routes.hasChannel(channel)) {
            fields.refuse("channel", "is not a channel; there are " + String.join(", ", routes.channels()));
        }
        String address = required(fields, "address", 320);
        if (channel != null && address != null) {
            String written = address;
            address = Suppression.normalised(channel, written).orElse(null);
            if (address == null) {
                fields.refuse("address", "is not an address of this channel");
            }
        }
        Reason reason = oneOf(fields, "reason", Reason.values());
        Scope scope = oneOf(fields, "scope", Scope.values());
        String detail = fields.line("detail", 500);
        Instant expiresAt = fields.time("expires_at");
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            fields.refuse("expires_at", "must lie in the future");
        }
        fields.check(FieldNames.CANONICAL);
        Reason why = reason == null ? Reason.MANUAL : reason;
        return new Suppression(
                String.valueOf(channel),
                String.valueOf(address),
                why,
                scope == null ? why.scope() : scope,
                detail,
                expiresAt);
    }

    private static @Nullable String required(Fields fields, String name, int maxLength) {
        String value = fields.line(name, maxLength);
        if (fields.get(name) == null || (value != null && value.isBlank())) {
            fields.refuse(name, "is required");
            return null;
        }
        return value;
    }

    private static <E extends Enum<E>> @Nullable E oneOf(Fields fields, String name, E[] values) {
        String text = fields.text(name, 50);
        for (E value : values) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        if (text != null) {
            fields.refuse(name, "must be one of " + names(values));
        }
        return null;
    }

    private static String names(Object[] values) {
        return String.join(", ", words(values));
    }

    private static List<String> words(Object[] values) {
        return Arrays.stream(values).map(Object::toString).toList();
    }

    private static UUID parse(@Nullable String id) {
        return TimeOrderedId.parse(id).orElseThrow(SuppressionApi::unknown);
    }

    private static Problem unknown() {
        return Problem.notFound("There is no suppression with this id.");
    }

    private static ObjectNode view(ResultSet row) throws SQLException {
        Timestamp expiresAt = row.getTimestamp("expires_at");
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", row.getString("id"))
                .put("channel", row.getString("channel"))
                .put("address", row.getString("address"))
                .put("reason", row.getString("reason"))
                .put("scope", row.getString("scope"))
                .put("detail", row.getString("detail"))
                .put("created_at", row.getTimestamp("created_at").toInstant().toString())
                .put(
                        "expires_at",
                        expiresAt == null ? null : expiresAt.toInstant().toString());
    }
}
