package dev.caravan.mailing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.caravan.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the mailings are. Counted at most once a second each while they are under way. */
@Component
class MailingProgress {

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;
    private final String sql = Sql.load("mailing-progress");
    private final LoadingCache<Long, Progress> progress;

    MailingProgress(JdbcClient jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.progress = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(MOMENT)
                .build(this::count);
    }

    /** Of how many messages how many are over, how fast it goes, and when the last will be over. */
    ObjectNode of(long mailing, boolean underWay) {
        if (!underWay) {
            progress.invalidate(mailing);
        }
        return progress.get(mailing).view(clock.instant(), underWay);
    }

    private Progress count(long mailing) {
        return jdbc.sql(sql)
                .param("id", mailing)
                .query((row, n) -> read(row))
                .optional()
                .orElse(new Progress(0, 0, 0, 0, List.of(), true, null));
    }

    private Progress read(ResultSet row) throws SQLException {
        return new Progress(
                row.getLong("total"),
                row.getLong("done"),
                Math.round(row.getDouble("rate") * 10) / 10.0,
                row.getDouble("usual_rate"),
                waits(row.getString("waits")),
                row.getBoolean("whole"),
                row.getTimestamp("end_at").toInstant());
    }

    private List<Progress.Wait> waits(@Nullable String text) throws SQLException {
        List<Progress.Wait> waits = new ArrayList<>();
        try {
            for (JsonNode wait : json.readTree(text == null ? "[]" : text)) {
                waits.add(new Progress.Wait(
                        Instant.ofEpochSecond(wait.get(0).longValue()),
                        wait.get(1).longValue()));
            }
        } catch (JsonProcessingException e) {
            throw new SQLException("what is waited for cannot be read", e);
        }
        return waits;
    }
}
