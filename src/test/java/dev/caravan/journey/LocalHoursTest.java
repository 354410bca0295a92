package dev.caravan.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When the hours of a mailing come next on a client's own clock. */
class LocalHoursTest {

    private final JdbcClient jdbc = App.shared().bean(JdbcClient.class);

    @ParameterizedTest
    @CsvSource({
        // within, at both ends, before, after
        "2026-03-10T10:00:00Z, UTC, 09:00, 21:00, 2026-03-10T10:00:00Z",
        "2026-03-10T09:00:00Z, UTC, 09:00, 21:00, 2026-03-10T09:00:00Z",
        "2026-03-10T21:00:00Z, UTC, 09:00, 21:00, 2026-03-11T09:00:00Z",
        "2026-03-10T08:59:59Z, UTC, 09:00, 21:00, 2026-03-10T09:00:00Z",
        "2026-03-10T23:00:00Z, UTC, 09:00, 21:00, 2026-03-11T09:00:00Z",
        // by the client's clock
        "2026-03-10T05:30:00Z, Europe/Moscow, 09:00, 21:00, 2026-03-10T06:00:00Z",
        "2026-03-10T17:30:00Z, Asia/Tomsk, 09:00, 21:00, 2026-03-11T02:00:00Z",
        "2026-03-10T12:00:00Z, America/New_York, 09:00, 21:00, 2026-03-10T13:00:00Z",
        // over midnight
        "2026-03-10T23:00:00Z, UTC, 22:00, 06:00, 2026-03-10T23:00:00Z",
        "2026-03-10T05:59:00Z, UTC, 22:00, 06:00, 2026-03-10T05:59:00Z",
        "2026-03-10T06:00:00Z, UTC, 22:00, 06:00, 2026-03-10T22:00:00Z",
        "2026-12-31T20:00:00Z, UTC, 22:00, 06:00, 2026-12-31T22:00:00Z",
        // the night before the clocks change, in spring and in autumn
        "2026-03-28T22:00:00Z, Europe/Berlin, 09:00, 21:00, 2026-03-29T07:00:00Z",
        "2026-10-24T21:00:00Z, Europe/Berlin, 09:00, 21:00, 2026-10-25T08:00:00Z",
        // 02:30 does not exist in Berlin on 2026-03-29; the window opens at 03:30
        "2026-03-29T00:00:00Z, Europe/Berlin, 02:30, 05:00, 2026-03-29T01:30:00Z",
        // 02:30 comes twice in Berlin on 2026-10-25: both are within
        "2026-10-25T00:30:00Z, Europe/Berlin, 02:00, 03:00, 2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z, Europe/Berlin, 02:00, 03:00, 2026-10-25T01:30:00Z",
        // midnight does not exist in Cairo on 2026-04-24
        "2026-04-23T20:00:00Z, Africa/Cairo, 00:00, 06:00, 2026-04-23T22:00:00Z"
    })
    void nextOpening(Instant moment, String zone, LocalTime opens, LocalTime closes, Instant expected) {
        Timestamp opening = jdbc.sql("select next_opening(?, ?, ?, ?)")
                .params(Timestamp.from(moment), zone, opens, closes)
                .query(Timestamp.class)
                .single();

        assertThat(opening.toInstant()).isEqualTo(expected);
    }
}
