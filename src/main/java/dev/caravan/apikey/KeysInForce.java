package dev.caravan.apikey;

import dev.caravan.access.Holder;
import dev.caravan.access.Keyring;
import dev.caravan.access.Presented;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The stored keys that let in, all of them in memory: to find one is one look into a map. {@link KeyWatch}
 * reads them anew, for what was made or revoked by another instance.
 */
@Component
class KeysInForce implements Keyring {

    private static final Logger LOG = LoggerFactory.getLogger(KeysInForce.class);

    private static final String IN_FORCE = """
            select id, name, sha256, scopes, requests_per_minute from api_keys where revoked_at is null
            """;
    private static final String USED = """
            update api_keys set last_used_at = to_timestamp(? / 1000.0)
            where id = ? and (last_used_at is null or last_used_at < to_timestamp(? / 1000.0) - interval '1 minute')
            """;

    private record Known(Map<ByteBuffer, KeyInForce> keys, boolean any) {}

    private final JdbcClient sql;
    private final Clock clock;
    private volatile @Nullable Known known;
    private boolean away;

    KeysInForce(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public Optional<Holder> find(Presented presented) {
        KeyInForce key = known().keys().get(presented.sha256());
        return key == null ? Optional.empty() : Optional.of(key.use(clock.millis()));
    }

    @Override
    public boolean closesTheDoor() {
        return known().any();
    }

    /** Reads them now: what this instance changed itself counts at once. */
    synchronized void read() {
        Known before = known;
        Map<UUID, KeyInForce> old = before == null
                ? Map.of()
                : before.keys().values().stream().collect(Collectors.toMap(KeyInForce::id, Function.identity()));
        Map<ByteBuffer, KeyInForce> keys = new HashMap<>();
        sql.sql(IN_FORCE).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            Holder holder = new Holder(row.getString("name"), StoredKey.scopes((String[])
                    row.getArray("scopes").getArray()));
            KeyInForce now = new KeyInForce(id, holder, row.getObject("requests_per_minute", Integer.class));
            KeyInForce then = old.get(id);
            keys.put(
                    ByteBuffer.wrap(row.getBytes("sha256")).asReadOnlyBuffer(),
                    then == null ? now : then.orChanged(now));
        });
        known = new Known(keys, !keys.isEmpty() || before != null && before.any() || anyRevoked());
    }

    private Known known() {
        Known now = known;
        if (now == null) {
            read();
            now = known;
        }
        if (now == null) {
            throw new IllegalStateException("the keys were read and are not there");
        }
        return now;
    }

    private boolean anyRevoked() {
        return sql.sql("select exists (select from api_keys)")
                .query(Boolean.class)
                .single();
    }

    /** Reads them, and writes down when they were used. */
    void look() {
        try {
            read();
            tell();
            away = false;
        } catch (DataAccessException e) {
            if (!away) {
                LOG.warn(
                        "The API keys could not be read; those known here count on: {}",
                        e.getClass().getSimpleName());
            }
            away = true;
        }
    }

    private void tell() {
        long now = clock.millis();
        for (KeyInForce key : known().keys().values()) {
            long used = key.toTell(now);
            if (used > 0) {
                sql.sql(USED).params(used, key.id(), used).update();
                key.told(now);
            }
        }
    }
}
