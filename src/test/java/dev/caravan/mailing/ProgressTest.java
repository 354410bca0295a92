package dev.caravan.mailing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.mailing.Progress.Wait;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a mailing will be done. */
class ProgressTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant END = NOW.plusSeconds(100_000);

    private static Progress progress(long total, long done, double rate, double usual, Wait... waits) {
        return new Progress(total, done, rate, usual, List.of(waits), true, END);
    }

    @Test
    void whatIsLeftTakesAsLongAsItTookLately() {
        assertThat(progress(1_000, 250, 25, 7).eta(NOW)).isEqualTo(NOW.plusSeconds(30));
        assertThat(progress(1_000, 1_000, 0, 7).eta(NOW)).isEqualTo(NOW);
    }

    @Test
    void whileNothingIsSentTheUsualRateCounts() {
        assertThat(progress(100, 50, 0, 5).eta(NOW)).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void nothingIsKnownUntilOneWasSentOrIsKnownToWait() {
        assertThat(progress(100, 0, 0, 0).eta(NOW)).isNull();
        assertThat(progress(100, 0, 0, 0, new Wait(NOW.plusSeconds(60), 100)).eta(NOW))
                .isEqualTo(NOW.plusSeconds(60));
        assertThat(new Progress(100, 50, 5, 5, List.of(), false, END).eta(NOW)).isNull();
    }

    @Test
    void itIsNotDoneBeforeTheLastOpeningAndWhoWaitsForItIsSent() {
        Wait soon = new Wait(NOW.plusSeconds(100), 50);
        Wait late = new Wait(NOW.plusSeconds(1_000), 20);

        assertThat(progress(80, 0, 10, 0, soon, late).eta(NOW)).isEqualTo(NOW.plusSeconds(1_002));
        assertThat(progress(80, 0, 0.05, 0, soon, late).eta(NOW)).isEqualTo(NOW.plusSeconds(1_600));
        assertThat(progress(80, 0, 0.07, 0, soon, late).eta(NOW)).isEqualTo(NOW.plusSeconds(1_286));
    }

    @Test
    void itIsOverAtItsEnd() {
        assertThat(progress(1_000_000_000, 0, 0.1, 0).eta(NOW)).isEqualTo(END);
        assertThat(progress(Long.MAX_VALUE, 0, 0.0000001, 0).eta(NOW)).isEqualTo(END);
    }
}
