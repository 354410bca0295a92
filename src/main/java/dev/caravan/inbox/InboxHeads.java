package dev.caravan.inbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How far each inbox has come. One look-up a user, by the primary key: cheap enough to be asked four times a second. */
@Component
class InboxHeads {

    /** The newest of an inbox; of one that does not exist, zero. */
    record Head(long lastRecord, long lastChange, int unread) {

        static final Head NONE = new Head(0, 0, 0);
    }

    /** Records that were read, and how far that goes. */
    record Readings(List<String> ids, long lastChange) {}

    private static final int SHOWN = 1_000;

    private final JdbcTemplate jdbc;

    InboxHeads(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Head of(String userId) {
        return of(List.of(userId)).getOrDefault(userId, Head.NONE);
    }

    /** The heads of those inboxes that exist. */
    Map<String, Head> of(Collection<String> userIds) {
        Map<String, Head> heads = new HashMap<>();
        jdbc.query(
                "select user_id, last_record, last_change, unread from inboxes where user_id = any(?)",
                row -> {
                    heads.put(row.getString(1), new Head(row.getLong(2), row.getLong(3), row.getInt(4)));
                },
                (Object) userIds.toArray(String[]::new));
        return heads;
    }

    /**
     * What was read in an inbox after a change.
     *
     * @param upTo the newest change that is known; it may have been a record, and no reading
     */
    Readings readings(String userId, long afterChange, long upTo) {
        long[] last = {afterChange};
        List<String> ids = jdbc.query(
                """
                select id, created_at, read_change from inbox_records
                where user_id = ? and read_change > ? order by read_change limit ?
                """,
                (row, n) -> {
                    last[0] = row.getLong("read_change");
                    return RecordId.of(
                            row.getLong("id"), row.getTimestamp("created_at").toInstant());
                },
                userId,
                afterChange,
                SHOWN);
        return new Readings(ids, ids.size() < SHOWN ? Math.max(last[0], upTo) : last[0]);
    }
}
