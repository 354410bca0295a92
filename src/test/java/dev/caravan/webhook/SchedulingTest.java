package dev.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a webhook is tried again, and how many one endpoint may have at a time. */
class SchedulingTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration[] PAUSES = {
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2),
        Duration.ofHours(5),
        Duration.ofHours(10)
    };
    private static final WebhookSettings SETTINGS = new WebhookSettings(
            List.of(),
            List.of(),
            List.of(PAUSES),
            Duration.ofHours(24),
            Duration.ofDays(5),
            Duration.ofHours(24),
            30,
            64,
            32);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };
    private final TrySchedule schedule = new TrySchedule(SETTINGS, clock);
    private final Lanes lanes = new Lanes(SETTINGS, clock);

    @Test
    void pausesGrowAndEndAfterADay() {
        int tries = 0;
        for (Duration pause = schedule.pause(1, NOON, null);
                pause != null;
                pause = schedule.pause(tries + 1, NOON, null)) {
            Duration planned = PAUSES[Math.min(tries, PAUSES.length - 1)];
            assertThat(pause).isBetween(planned, planned.multipliedBy(6).dividedBy(5));
            now.set(now.get().plus(pause));
            tries++;
        }

        assertThat(tries).isBetween(5, 6);
        assertThat(now.get()).isBefore(NOON.plus(Duration.ofHours(24)));
    }

    @Test
    void whatFailedTogetherDoesNotComeBackTogether() {
        List<Duration> pauses = IntStream.range(0, 1_000)
                .mapToObj(i -> schedule.pause(2, NOON, null))
                .sorted(Comparator.naturalOrder())
                .toList();

        assertThat(pauses.get(999).minus(pauses.get(0))).isGreaterThan(Duration.ofSeconds(40));
        assertThat(pauses.stream().distinct().count()).isGreaterThan(900);
    }

    @Test
    void whatTheEndpointAskedForIsObeyed() {
        assertThat(schedule.pause(1, NOON, NOON.plusSeconds(90))).isEqualTo(Duration.ofSeconds(90));
        assertThat(schedule.pause(1, NOON, NOON.plusSeconds(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anEndpointMayHaveMoreWithEachSuccessAndNeverMoreThanItsShare() {
        for (int i = 0; i < 100; i++) {
            lanes.begun("good");
            lanes.done("good", true, null);
        }

        assertThat(room("good")).isEqualTo(32);
        lanes.begun("good");
        assertThat(room("good")).isEqualTo(31);
        assertThat(lanes.free()).isEqualTo(63);
    }

    @Test
    void anEndpointThatKeepsFailingGetsAPauseAndThenOneTry() {
        fail("bad", 4);
        assertThat(room("bad")).isPositive();
        fail("bad", 1);
        assertThat(room("bad")).isZero();

        now.set(NOON.plusSeconds(5));
        assertThat(room("bad")).isEqualTo(1);
        fail("bad", 1);
        now.set(NOON.plusSeconds(14));
        assertThat(room("bad")).isZero();
        fail("bad", 20);
        now.set(now.get().plusSeconds(60));
        assertThat(room("bad")).isEqualTo(1);
        lanes.begun("bad");
        lanes.done("bad", true, null);
        assertThat(room("bad")).isEqualTo(2);
    }

    @Test
    void oneThatAskedToWaitWaits() {
        lanes.begun("busy");
        lanes.done("busy", false, NOON.plusSeconds(30));

        assertThat(room("busy")).isZero();
        now.set(NOON.plusSeconds(30));
        assertThat(room("busy")).isPositive();
    }

    @Test
    void whatWasNotPostedSaysNothingOfItsEndpoint() {
        fail("bad", 4);
        lanes.begun("bad");
        lanes.done("bad", null, null);
        assertThat(room("bad")).isPositive();
    }

    @Test
    void answersAreKeptShortAndWithoutWhatTheyRepeat() {
        assertThat(Answers.redacted(
                        "<h1>anna@example.com\n+7 (912) 345-67-89\0 whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD ok"))
                .isEqualTo("<h1><address> <number> <token> ok");
        assertThat(Answers.redacted("word ".repeat(100))).hasSizeLessThanOrEqualTo(201);
    }

    @Test
    void secretsAreOfTheSpecifiedKind() {
        assertThat(Stream.generate(Signing::newSecret).limit(20).distinct())
                .hasSize(20)
                .allMatch(Signing::isSecret);
        assertThat(Signing.isSecret("whsec_c2hvcnQ=")).isFalse();
        assertThat(Signing.isSecret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isFalse();
        assertThat(Signing.isSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isTrue();
    }

    private void fail(String target, int times) {
        for (int i = 0; i < times; i++) {
            lanes.begun(target);
            lanes.done(target, false, null);
        }
    }

    private int room(String target) {
        for (JsonNode row : lanes.rooms()) {
            if (row.get("target").asText().equals(target)) {
                return row.get("room").asInt();
            }
        }
        return lanes.roomOfOthers();
    }
}
