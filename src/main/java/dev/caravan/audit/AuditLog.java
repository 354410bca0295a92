package dev.caravan.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.api.Search;
import dev.caravan.store.StoredJson;
import dev.caravan.store.TimeOrderedId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.camel.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The entries, in Postgres. */
@Component("auditLog")
public class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final String ADD = """
            insert into audit_log (id, actor, address, operation, target, status, fields, before, after)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)
            """;
    private static final String SHOWN =
            "select id, at, actor, address, operation, target, status, fields, before::text as before,"
                    + " after::text as after from audit_log where ";

    private final JdbcClient sql;
    private final Clock clock;
    private final Counter lost;

    AuditLog(JdbcClient sql, Clock clock, MeterRegistry metrics) {
        this.sql = sql;
        this.clock = clock;
        this.lost = Counter.builder("caravan.audit.lost")
                .description("Entries of the audit log that could not be written")
                .register(metrics);
    }

    /** Adds an entry. What it tells of has happened: if it cannot be written, the log and a counter say so, and nobody else. */
    public void add(AuditEntry entry) {
        try {
            sql.sql(ADD)
                    .params(TimeOrderedId.at(clock.instant()), storable(entry.actor()), entry.address())
                    .params(entry.operation(), storable(entry.target()))
                    .param(entry.status())
                    .param(entry.change().fields().toArray(String[]::new))
                    .param(text(entry.change().before()))
                    .param(text(entry.change().after()))
                    .update();
        } catch (RuntimeException e) {
            lost.increment();
            LOG.error(
                    "The audit log lacks an entry: {} by {} on {}",
                    entry.operation(),
                    entry.actor(),
                    entry.target(),
                    e);
        }
    }

    /**
     * One page of the entries, newest first.
     *
     * @throws Problem 400 naming a filter that cannot be read
     */
    public ObjectNode list(@Headers Map<String, Object> parameters) {
        Search search = new Search(name -> (String) parameters.get(name))
                .whereGiven("actor", "actor = ?")
                .whereGiven("operation", "operation = ?")
                .whereGiven("target", "target = ?")
                .createdBetween("id")
                .after("id");
        int limit = search.limit();
        List<ObjectNode> items = sql.sql(SHOWN + search.conditions() + " order by id desc limit ?")
                .params(search.values())
                .param(limit)
                .query((row, n) -> view(row))
                .list();
        return Search.page(items, limit);
    }

    /** @throws Problem 404 for an unknown id */
    public ObjectNode get(@Nullable String id) {
        return TimeOrderedId.parse(id)
                .flatMap(uuid -> sql.sql(SHOWN + "id = ?")
                        .param(uuid)
                        .query((row, n) -> view(row))
                        .optional())
                .orElseThrow(() -> Problem.notFound("There is no entry with this id."));
    }

    private static ObjectNode view(ResultSet row) throws SQLException {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", row.getString("id"))
                .put("at", row.getObject("at", OffsetDateTime.class).toInstant().toString())
                .put("actor", row.getString("actor"))
                .put("address", row.getString("address"))
                .put("operation", row.getString("operation"))
                .put("target", row.getString("target"))
                .put("status", row.getObject("status", Integer.class));
        ArrayNode fields = view.putArray("fields");
        for (String field : (String[]) row.getArray("fields").getArray()) {
            fields.add(field);
        }
        view.set("before", StoredJson.tree(row.getString("before")));
        view.set("after", StoredJson.tree(row.getString("after")));
        return view;
    }

    private static @Nullable String text(@Nullable JsonNode json) {
        return json == null || json.isNull() ? null : json.toString();
    }

    /** Names and paths come from outside. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
