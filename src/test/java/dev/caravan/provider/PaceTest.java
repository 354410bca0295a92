package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.delivery.Fault;
import dev.caravan.delivery.Postponed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final FakeTime time = new FakeTime();
    private final Provider telegram = new Providers(Map.of(), time, time).of("telegram");

    @Test
    void any_second_sees_at_most_thirty_calls_to_telegram() {
        List<Instant> passed = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            telegram.admit("chat-" + i);
            passed.add(time.instant());
            time.pass(Duration.ofMillis(random.nextInt(40)));
        }
        assertThat(mostInAnySecond(passed)).isLessThanOrEqualTo(30);
    }

    @Test
    void the_rate_is_used_not_only_kept() {
        Instant start = time.instant();
        for (int i = 0; i < 300; i++) {
            telegram.admit("chat-" + i);
        }
        assertThat(Duration.between(start, time.instant())).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    }

    @Test
    void any_second_sees_one_call_to_the_same_chat() {
        List<Instant> passed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            telegram.admit("chat");
            passed.add(time.instant());
        }
        assertThat(mostInAnySecond(passed)).isEqualTo(1);
    }

    @Test
    void a_pause_of_the_machine_is_not_made_up_for_by_a_burst() {
        telegram.admit("a");
        time.pass(Duration.ofSeconds(5));
        List<Instant> passed = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            telegram.admit("b-" + i);
            passed.add(time.instant());
        }
        assertThat(mostInAnySecond(passed)).isLessThanOrEqualTo(30);
    }

    @Test
    void other_providers_have_no_limit_unless_configured() {
        Provider smsc = new Providers(Map.of(), time, time).of("smsc");
        for (int i = 0; i < 1000; i++) {
            smsc.admit("7900");
        }
        assertThat(time.instant()).isEqualTo(FakeTime.START);
    }

    @Test
    void a_herd_for_one_chat_is_postponed_to_a_moment_each() throws Exception {
        // A slow rate, so that nobody but the first passes within the patience.
        Provider slow = providerWith(0.0, 0.2);
        slow.admit("chat");
        List<Instant> until = IntStream.range(0, 50)
                .mapToObj(i -> catchThrowableOfType(Postponed.class, () -> slow.admit("chat"))
                        .retryAt())
                .toList();
        assertThat(until).isSorted().doesNotHaveDuplicates();
        assertThat(mostWithin(until, Duration.ofSeconds(5))).isEqualTo(1);
        assertThat(until.get(0)).isBetween(FakeTime.START.plusSeconds(5), FakeTime.START.plusSeconds(6));
        assertThat(Duration.between(until.get(0), until.get(49))).isBetween(minutes(4), minutes(5));
    }

    @Test
    void those_who_come_back_at_their_moment_pass() {
        Provider slow = providerWith(0.0, 0.2);
        slow.admit("chat");
        for (int i = 0; i < 5; i++) {
            Instant until = catchThrowableOfType(Postponed.class, () -> slow.admit("chat"))
                    .retryAt();
            time.pass(Duration.between(time.instant(), until));
            slow.admit("chat");
        }
    }

    @Test
    void after_a_quiet_time_the_next_herd_starts_from_now() {
        Provider slow = providerWith(0.0, 0.2);
        slow.admit("chat");
        for (int i = 0; i < 20; i++) {
            catchThrowableOfType(Postponed.class, () -> slow.admit("chat"));
        }
        time.pass(minutes(5));
        slow.admit("chat");
        Instant until =
                catchThrowableOfType(Postponed.class, () -> slow.admit("chat")).retryAt();
        assertThat(Duration.between(time.instant(), until)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void one_chat_that_is_full_does_not_hold_up_another() {
        Provider slow = providerWith(0.0, 0.2);
        slow.admit("chat");
        catchThrowableOfType(Postponed.class, () -> slow.admit("chat"));
        Instant before = time.instant();
        slow.admit("another chat");
        assertThat(time.instant()).isEqualTo(before);
    }

    @Test
    void many_threads_at_once_pass_at_the_pace_and_the_rest_is_postponed() throws Exception {
        Provider real = new Providers(
                        Map.of("fast", limits(100.0, 0.0, Duration.ofMillis(300))), Clock.systemUTC(), Time.SYSTEM)
                .of("fast");
        List<Long> passed = Collections.synchronizedList(new ArrayList<>());
        List<Fault> postponed = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(100);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            threads.submit(() -> {
                go.await();
                try {
                    real.admit("x");
                    passed.add(System.nanoTime());
                } catch (Postponed e) {
                    postponed.add(e);
                }
                return null;
            });
        }
        go.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(passed.size() + postponed.size()).isEqualTo(100);
        assertThat(postponed).isNotEmpty();
        assertThat(postponed).extracting(Fault::retryAt).doesNotHaveDuplicates();
        // One slot is 10.5 ms; two more for the first one and for a late note of the last.
        Duration span = Duration.ofNanos(Collections.max(passed) - Collections.min(passed));
        assertThat((long) passed.size()).isLessThanOrEqualTo(span.toMillis() / 10 + 3);
    }

    private Provider providerWith(double rate, double ratePerRecipient) {
        return new Providers(Map.of("p", limits(rate, ratePerRecipient, Duration.ofMillis(1200))), time, time).of("p");
    }

    private static Limits limits(double rate, double ratePerRecipient, Duration patience) {
        return new Limits(rate, ratePerRecipient, patience, 20, 10, 50, Duration.ofSeconds(10), 3);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static int mostInAnySecond(List<Instant> moments) {
        return mostWithin(moments, Duration.ofSeconds(1));
    }

    private static int mostWithin(List<Instant> moments, Duration window) {
        return moments.stream()
                .mapToInt(from -> (int) moments.stream()
                        .filter(m -> !m.isBefore(from) && m.isBefore(from.plus(window)))
                        .count())
                .max()
                .orElse(0);
    }
}
