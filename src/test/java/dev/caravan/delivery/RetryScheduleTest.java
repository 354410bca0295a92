package dev.caravan.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final RetrySchedule schedule = new RetrySchedule(3, Duration.ofSeconds(2));

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 4000", "3, 8000", "4, 16000", "10, 1024000"})
    void each_pause_is_twice_the_one_before_stretched_by_up_to_a_fifth(int failedRounds, long least) {
        for (int i = 0; i < 100; i++) {
            assertThat(schedule.pause(failedRounds, NOW, null).toMillis()).isBetween(least, least + least / 5);
        }
    }

    @Test
    void no_pause_is_longer_than_six_hours_however_many_rounds_failed() {
        for (int failedRounds : new int[] {20, 31, 100, 1_000_000}) {
            assertThat(schedule.pause(failedRounds, NOW, null)).isEqualTo(Duration.ofHours(6));
        }
    }

    @Test
    void a_thousand_that_failed_together_come_back_spread_out() {
        int[] buckets = new int[10];
        for (int i = 0; i < 1_000; i++) {
            // The second pause: 4 to 4.8 seconds, in buckets of 80 ms with 100 of them each on average.
            long late = schedule.pause(2, NOW, null).toMillis() - 4_000;
            buckets[(int) Math.min(late / 80, 9)]++;
        }

        List<Integer> sizes = new ArrayList<>();
        for (int size : buckets) {
            sizes.add(size);
        }
        assertThat(sizes).allMatch(size -> size > 0 && size <= 200);
    }

    @Test
    void a_later_time_that_the_provider_asked_for_wins() {
        assertThat(schedule.pause(1, NOW, NOW.plusSeconds(90))).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void an_earlier_one_does_not() {
        assertThat(schedule.pause(1, NOW, NOW.plusSeconds(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.pause(1, NOW, NOW.minusSeconds(90))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void there_are_as_many_rounds_as_configured() {
        assertThat(schedule.another(2)).isTrue();
        assertThat(schedule.another(3)).isFalse();
        assertThat(new RetrySchedule(1, Duration.ZERO).another(1)).isFalse();
    }

    @Test
    void settings_that_cannot_work_stop_the_start() {
        assertThatThrownBy(() -> new RetrySchedule(0, Duration.ofSeconds(2)))
                .hasMessageContaining("CARAVAN_RETRY_ATTEMPTS");
        assertThatThrownBy(() -> new RetrySchedule(3, Duration.ofSeconds(-1)))
                .hasMessageContaining("CARAVAN_RETRY_BACKOFF");
    }
}
