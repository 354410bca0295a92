package dev.caravan.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class MisfireTest {

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final Cron QUARTERLY = Cron.parse("*/15 * * * *");
    private static final Instant PLANNED = Instant.parse("2026-03-02T09:00:00Z");

    private static List<Instant> runs(Misfire rule, String now) {
        return rule.runs(QUARTERLY, UTC, PLANNED, Instant.parse(now));
    }

    @Test
    void afterThreeHoursOfTwelveTimesEachRuleHasItsNumber() {
        String now = "2026-03-02T11:50:00Z";

        assertThat(runs(Misfire.ONCE, now)).containsExactly(PLANNED);
        assertThat(runs(Misfire.ALL, now)).hasSize(12).startsWith(PLANNED);
        assertThat(runs(Misfire.SKIP, now)).isEmpty();
    }

    @Test
    void whatIsOnTimeRunsByEveryRule() {
        for (Misfire rule : Misfire.values()) {
            assertThat(runs(rule, "2026-03-02T09:00:00Z")).containsExactly(PLANNED);
            assertThat(runs(rule, "2026-03-02T09:00:59Z")).containsExactly(PLANNED);
        }
    }

    @Test
    void whatIsOnTimeIsNotSkippedWithWhatWasMissedBefore() {
        assertThat(runs(Misfire.SKIP, "2026-03-02T10:00:30Z")).containsExactly(Instant.parse("2026-03-02T10:00:00Z"));
    }

    @Test
    void whatIsOnTimeIsNotPartOfTheOneRunForWhatWasMissed() {
        assertThat(runs(Misfire.ONCE, "2026-03-02T10:00:30Z"))
                .containsExactly(PLANNED, Instant.parse("2026-03-02T10:00:00Z"));
        assertThat(runs(Misfire.ONCE, "2026-03-02T10:01:01Z")).containsExactly(PLANNED);
    }

    @Test
    void makingUpForAllHasABound() {
        List<Instant> runs =
                Misfire.ALL.runs(Cron.parse("* * * * *"), UTC, PLANNED, PLANNED.plusSeconds(30L * 24 * 3600));

        assertThat(runs).hasSize(Misfire.MOST).startsWith(PLANNED);
    }
}
