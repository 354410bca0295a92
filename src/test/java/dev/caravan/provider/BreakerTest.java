package dev.caravan.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.ProviderUnavailable;
import dev.caravan.delivery.TemporaryFault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration TOOK = Duration.ofMillis(20);

    private final FakeTime time = new FakeTime();
    private final Provider provider = new Providers(Map.of(), time, time).of("smsc");

    @Test
    void ten_temporary_faults_open_it_and_it_names_the_moment_it_lets_calls_through_again() {
        fail(9);
        provider.admit(null);
        provider.failed(new TemporaryFault("down"), TOOK);

        ProviderUnavailable refused = catchThrowableOfType(ProviderUnavailable.class, () -> provider.admit(null));
        assertThat(refused.retryAt()).isEqualTo(FakeTime.START.plusSeconds(10));
        assertThat(provider.state().breaker()).isEqualTo("open");
        assertThat(provider.state().opensAt()).isEqualTo(FakeTime.START.plusSeconds(10));
    }

    @Test
    void fewer_than_half_do_not_open_it() {
        for (int i = 0; i < 40; i++) {
            provider.admit(null);
            if (i % 3 == 2) {
                provider.failed(new TemporaryFault("down"), TOOK);
            } else {
                provider.succeeded(TOOK);
            }
        }
        assertThat(provider.state().breaker()).isEqualTo("closed");
    }

    @Test
    void faults_of_recipients_never_open_it() {
        for (int i = 0; i < 40; i++) {
            provider.admit(null);
            provider.failed(new PermanentFault("no such number"), TOOK);
        }
        assertThat(provider.state().breaker()).isEqualTo("closed");
        assertThat(provider.state().failures()).isZero();
    }

    @Test
    void three_good_trial_calls_close_it() {
        open();
        time.pass(Duration.ofSeconds(11));
        for (int i = 0; i < 3; i++) {
            provider.admit(null);
            assertThat(provider.state().breaker()).isEqualTo("half-open");
            provider.succeeded(TOOK);
        }
        assertThat(provider.state().breaker()).isEqualTo("closed");
    }

    @Test
    void bad_trial_calls_open_it_again() {
        open();
        time.pass(Duration.ofSeconds(11));
        fail(3);
        assertThatThrownBy(() -> provider.admit(null)).isInstanceOf(ProviderUnavailable.class);
        assertThat(provider.state().opensAt()).isEqualTo(FakeTime.START.plusSeconds(21));
    }

    @Test
    void while_on_trial_a_fourth_call_is_refused_and_told_to_come_back_soon() {
        open();
        time.pass(Duration.ofSeconds(11));
        for (int i = 0; i < 3; i++) {
            provider.admit(null);
        }
        ProviderUnavailable refused = catchThrowableOfType(ProviderUnavailable.class, () -> provider.admit(null));
        assertThat(refused.retryAt()).isEqualTo(time.instant().plusSeconds(1));
    }

    @Test
    void every_outcome_gives_the_trial_permit_back() {
        open();
        time.pass(Duration.ofSeconds(11));
        Instant now = time.instant();
        for (int i = 0; i < 10; i++) {
            provider.admit(null);
            provider.failed(new Postponed("429", now), TOOK);
        }
        assertThat(provider.state().breaker()).isEqualTo("half-open");
        assertThatCode(() -> provider.admit(null)).doesNotThrowAnyException();
    }

    @Test
    void a_call_that_the_pace_turns_away_gives_the_trial_permit_back() {
        Limits limits = new Limits(0.0, 0.01, Duration.ZERO, 20, 10, 50, Duration.ofSeconds(10), 3);
        Provider slow = new Providers(Map.of("slow", limits), time, time).of("slow");
        slow.admit("first");
        slow.succeeded(TOOK);
        for (int i = 0; i < 20; i++) {
            slow.admit("chat-" + i);
            slow.failed(new TemporaryFault("down"), TOOK);
            if (slow.state().breaker().equals("open")) {
                break;
            }
        }
        time.pass(Duration.ofSeconds(11));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> slow.admit("first")).isInstanceOf(Postponed.class);
        }
        assertThat(slow.state().breaker()).isEqualTo("half-open");
        for (int i = 0; i < 3; i++) {
            slow.admit("new-" + i);
            slow.succeeded(TOOK);
        }
        assertThat(slow.state().breaker()).isEqualTo("closed");
    }

    @Test
    void a_429_pauses_the_provider_until_the_moment_it_named() {
        provider.admit("1");
        Instant until = time.instant().plusSeconds(7);
        provider.failed(new Postponed("429", until), TOOK);

        Postponed first = catchThrowableOfType(Postponed.class, () -> provider.admit("1"));
        Postponed second = catchThrowableOfType(Postponed.class, () -> provider.admit("2"));
        assertThat(first.retryAt()).isEqualTo(until);
        assertThat(second.retryAt()).isAfter(until);
        assertThat(provider.state().pausedUntil()).isEqualTo(until);

        time.pass(Duration.ofMillis(6999));
        assertThatThrownBy(() -> provider.admit("1")).isInstanceOf(Postponed.class);
        time.pass(Duration.ofMillis(1));
        assertThatCode(() -> provider.admit("1")).doesNotThrowAnyException();
        assertThat(provider.state().pausedUntil()).isNull();
    }

    @Test
    void a_shorter_pause_does_not_cut_a_longer_one() {
        provider.pauseUntil(time.instant().plusSeconds(60));
        provider.pauseUntil(time.instant().plusSeconds(5));
        time.pass(Duration.ofSeconds(30));
        assertThatThrownBy(() -> provider.admit(null)).isInstanceOf(Postponed.class);
    }

    @Test
    void a_pause_that_begins_while_a_call_waits_for_its_slot_holds_for_it() {
        Provider[] paced = new Provider[1];
        FakeTime pausing = new FakeTime();
        Time sleepsIntoPause = new Time() {
            @Override
            public long nanos() {
                return pausing.nanos();
            }

            @Override
            public void sleepUntil(long until) {
                if (until > pausing.nanos()) {
                    paced[0].pauseUntil(pausing.instant().plusSeconds(60));
                }
                pausing.sleepUntil(until);
            }
        };
        paced[0] = new Providers(Map.of(), pausing, sleepsIntoPause).of("telegram");
        paced[0].admit("1");
        assertThatThrownBy(() -> paced[0].admit("2")).isInstanceOf(Postponed.class);
    }

    @Test
    void the_state_tells_calls_failures_and_the_last_error() {
        provider.admit(null);
        provider.failed(new TemporaryFault("smsc answered HTTP 503"), TOOK);
        ProviderState state = provider.state();
        assertThat(state.name()).isEqualTo("smsc");
        assertThat(state.calls()).isEqualTo(1);
        assertThat(state.failures()).isEqualTo(1);
        assertThat(state.lastError()).isEqualTo("smsc answered HTTP 503");
        assertThat(state.lastErrorAt()).isEqualTo(FakeTime.START);
    }

    private void open() {
        fail(10);
        assertThat(provider.state().breaker()).isEqualTo("open");
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            provider.admit(null);
            provider.failed(new TemporaryFault("down"), TOOK);
        }
    }
}
