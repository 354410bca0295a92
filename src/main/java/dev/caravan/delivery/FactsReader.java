package dev.caravan.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.delivery.Delivery.Facts;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what the store knows of a delivery from a row that has the columns of {@code begin.sql}. */
final class FactsReader {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<List<SuppressedAddress>> SUPPRESSED = new TypeReference<>() {};

    private final ObjectMapper json;

    FactsReader(ObjectMapper json) {
        this.json = json;
    }

    /** @throws IllegalStateException if what is stored cannot be read */
    Facts read(ResultSet row) throws SQLException {
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

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable List<String> list(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
