package dev.caravan.apikey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.access.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored, without itself.
 *
 * @param requestsPerMinute null: as many as one likes
 */
record StoredKey(
        UUID id,
        String name,
        String prefix,
        Set<Scope> scopes,
        @Nullable Integer requestsPerMinute,
        @Nullable String createdAt,
        String createdBy,
        @Nullable String lastUsedAt,
        @Nullable String revokedAt,
        @Nullable String revokedBy) {

    static StoredKey of(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("prefix"),
                scopes((String[]) row.getArray("scopes").getArray()),
                row.getObject("requests_per_minute", Integer.class),
                time(row, "created_at"),
                row.getString("created_by"),
                time(row, "last_used_at"),
                time(row, "revoked_at"),
                row.getString("revoked_by"));
    }

    /** As the API shows it. */
    ObjectNode view() {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", id.toString())
                .put("name", name)
                .put("prefix", prefix);
        scopes.forEach(scope -> view.withArray("scopes").add(scope.toString()));
        return view.put("requests_per_minute", requestsPerMinute)
                .put("created_at", createdAt)
                .put("created_by", createdBy)
                .put("last_used_at", lastUsedAt)
                .put("revoked_at", revokedAt)
                .put("revoked_by", revokedBy);
    }

    /** A scope that this version does not know lets nobody do anything. */
    static Set<Scope> scopes(String[] names) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(names).map(Scope::of).flatMap(Optional::stream).forEach(scopes::add);
        return Collections.unmodifiableSet(scopes);
    }

    private static @Nullable String time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().toString();
    }
}
