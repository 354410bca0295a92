package dev.caravan.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.store.Sql;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Takes the deliveries of a parcel into work and loads what they need, in one statement. */
@Component
class ParcelReader {

    private static final String BEGIN = Sql.load("begin");
    private static final TypeReference<List<Ticket>> TICKETS = new TypeReference<>() {};

    /** What a parcel says of one delivery: which, and the fencing token it was dispatched with. */
    private record Ticket(UUID id, Integer token) {}

    private final JdbcTemplate jdbc;
    private final ObjectMapper json;
    private final FactsReader facts;
    private final Clock clock;

    ParcelReader(JdbcTemplate jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.facts = new FactsReader(json);
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
                (row, n) -> new Delivery(facts.read(row), begunAt, heldUntil));
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
}
