package dev.caravan.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.delivery.Delivery.Facts;
import dev.caravan.store.Sql;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Takes the deliveries of a parcel into work and loads what they need, in one statement. */
@Component
class ParcelReader {

    private static final String BEGIN = Sql.load("begin");
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private static final TypeReference<List<Ticket>> TICKETS = new TypeReference<>() {};
    private static final TypeReference<List<SuppressedAddress>> SUPPRESSED = new TypeReference<>() {};

    /** What a parcel says of one delivery: which, and the fencing token it was dispatched with. */
    private record Ticket(UUID id, Integer token) {}

    private final JdbcTemplate jdbc;
    private final ObjectMapper json;
    private final Clock clock;

    ParcelReader(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param parcel the ids and fencing tokens that the dispatcher put into it; null: the message has no text
     * @param lease how long the worker holds them unless it renews
     * @return those that the parcel still holds and that have not expired
     * @throws NotAParcel if the text is something else
     */
    List<Delivery> begin(@Nullable String parcel, Duration lease) {
        List<Ticket> tickets = tickets(parcel);
        // Taken before the statement, so that this side's idea of the lease ends before the store's.
        long heldUntil = System.nanoTime() + lease.toNanos();
        Instant begunAt = clock.instant();
        return jdbc.query(
                BEGIN,
                statement -> {
                    statement.setArray(
                            1, array(statement, "uuid", tickets.stream().map(Ticket::id)));
                    statement.setArray(
                            2, array(statement, "int4", tickets.stream().map(Ticket::token)));
                    statement.setDouble(3, lease.toMillis() / 1000.0);
                },
                (row, n) -> new Delivery(facts(row), begunAt, heldUntil));
    }

    private List<Ticket> tickets(@Nullable String parcel) {
        try {
            List<Ticket> tickets = parcel == null ? null : json.readValue(parcel, TICKETS);
            if (tickets == null || tickets.stream().anyMatch(t -> t == null || t.id() == null || t.token() == null)) {
                throw new NotAParcel(null);
            }
            return tickets;
        } catch (JsonProcessingException e) {
            throw new NotAParcel(e);
        }
    }

    private static Array array(PreparedStatement statement, String type, Stream<?> values) throws SQLException {
        return statement.getConnection().createArrayOf(type, values.toArray());
    }

    private Facts facts(ResultSet row) throws SQLException {
        Map<String, String> addresses = new HashMap<>();
        for (String kind : Addressing.KINDS) {
            String address = row.getString(kind);
            if (address != null) {
                addresses.put(kind, address);
            }
        }
        Instant createdAt = instant(row, "created_at");
        Instant scheduledAt = instant(row, "scheduled_at");
        long version = row.getLong("template_version_id");
        Long templateVersion = row.wasNull() ? null : version;
        return new Facts(
                row.getObject("id", UUID.class),
                row.getObject("notification_id", UUID.class),
                row.getInt("token"),
                row.getString("queue"),
                addresses,
                row.getObject("mailing_id", Long.class),
                row.getString("policy"),
                list(row.getArray("channels")),
                row.getString("subject"),
                row.getString("message"),
                templateVersion,
                templateVersion == null ? Map.of() : context(row.getString("context"), row.getString("own_context")),
                row.getInt("attempts"),
                row.getInt("rounds"),
                Set.copyOf(list(row.getArray("refused_by"))),
                instant(row, "expires_at"),
                scheduledAt != null && scheduledAt.isAfter(createdAt) ? scheduledAt : createdAt,
                suppressed(row.getString("suppressed")));
    }

    private List<SuppressedAddress> suppressed(@Nullable String addresses) {
        try {
            return addresses == null ? List.of() : json.readValue(addresses, SUPPRESSED);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("suppressed addresses cannot be read", e);
        }
    }

    private Map<String, Object> context(@Nullable String shared, @Nullable String own) {
        try {
            Map<String, Object> context = new HashMap<>();
            if (shared != null) {
                context.putAll(json.readValue(shared, MAP));
            }
            if (own != null) {
                context.putAll(json.readValue(own, MAP));
            }
            return context;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored context cannot be read", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable List<String> list(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
