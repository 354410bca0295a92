package dev.caravan.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final Duration BACKOFF = Duration.ofSeconds(10);

    private final Verdict verdict = new Verdict(new RetrySchedule(3, BACKOFF), Clock.fixed(NOW, ZoneOffset.UTC));

    private static Delivery after(DeliveryBuilder delivery, Fault... faults) {
        Delivery built = delivery.build();
        for (int i = 0; i < faults.length; i++) {
            built.enter("channel" + i);
            built.note(attempt(faults[i].outcome()), faults[i], faults[i]);
        }
        return built;
    }

    private static HistoryEntry attempt(String outcome) {
        return new HistoryEntry(NOW, null, outcome, null, null, 1, null, null, "id-1");
    }

    private Outcome after(Fault... faults) {
        return verdict.of(after(new DeliveryBuilder(), faults));
    }

    private static TemporaryFault busy() {
        return new TemporaryFault("busy");
    }

    private static PermanentFault refused() {
        return new PermanentFault("refused");
    }

    private static Postponed postponed(Duration pause) {
        return new Postponed("its turn has not come", NOW.plus(pause));
    }

    private static ProviderUnavailable unavailable(Duration pause) {
        return new ProviderUnavailable("left alone", NOW.plus(pause));
    }

    private static String reason(Outcome outcome) {
        List<HistoryEntry> history = outcome.delivery().history();
        return String.valueOf(history.get(history.size() - 1).error());
    }

    @Test
    void a_success_is_sent_with_the_providers_id_and_without_an_error() {
        Delivery delivery = after(new DeliveryBuilder(), busy());
        delivery.note(attempt("sent"), null, null);

        Outcome outcome = verdict.of(delivery);

        assertThat(outcome.status()).isEqualTo("sent");
        assertThat(outcome.providerMessageId()).isEqualTo("id-1");
        assertThat(outcome.error()).isNull();
        assertThat(outcome.retryIn()).isNull();
        assertThat(outcome.rounds()).isZero();
    }

    @Test
    void a_delivery_that_no_channel_may_take_is_suppressed() {
        Outcome outcome = after(Skipped.suppressed("bounced"), new Skipped("the recipient has no phone_number"));

        assertThat(outcome.status()).isEqualTo("suppressed");
        assertThat(outcome.error()).isEqualTo("the address is on the suppression list: bounced");
        assertThat(outcome.rounds()).isZero();
        assertThat(outcome.delivery().refusedBy()).doesNotContain("channel0");
    }

    @Test
    void a_delivery_that_another_channel_refused_has_failed() {
        assertThat(after(Skipped.suppressed("bounced"), refused()).status()).isEqualTo("failed");
        assertThat(after(Skipped.suppressed("bounced"), busy()).status()).isEqualTo("queued");
    }

    @Test
    void a_dead_address_is_remembered_and_a_refused_message_is_not() {
        Delivery dead = new DeliveryBuilder().build();
        dead.enter("email");
        dead.note(attempt("failed"), PermanentFault.deadAddress("550 5.1.1"), null);
        Delivery refused = new DeliveryBuilder().build();
        refused.enter("email");
        refused.note(attempt("failed"), refused(), null);

        assertThat(dead.deadAddress())
                .isNotNull()
                .satisfies(it -> assertThat(it.address()).isEqualTo("anna@example.com"));
        assertThat(refused.deadAddress()).isNull();
    }

    @Test
    void a_suppressed_address_is_known_in_any_case_and_for_its_own_channel_alone() {
        Delivery delivery = new DeliveryBuilder()
                .suppressed("email", "anna@example.com", "manual")
                .build();

        assertThat(delivery.suppressed("email", "Anna@Example.COM")).isEqualTo("manual");
        assertThat(delivery.suppressed("inbox", "anna@example.com")).isNull();
    }

    @Test
    void a_temporary_fault_is_tried_later() {
        Outcome outcome = after(busy());

        assertThat(outcome.status()).isEqualTo("queued");
        assertThat(outcome.rounds()).isEqualTo(1);
        assertThat(outcome.error()).isEqualTo("busy");
        assertThat(outcome.retryIn()).isBetween(BACKOFF, BACKOFF.plusSeconds(2));
    }

    @Test
    void only_permanent_faults_fail_for_good() {
        Outcome outcome = after(new PermanentFault("first"), new PermanentFault("second"));

        assertThat(outcome.status()).isEqualTo("failed");
        assertThat(outcome.error()).isEqualTo("second");
        assertThat(outcome.retryIn()).isNull();
        assertThat(outcome.delivery().refusedBy()).containsExactly("channel0", "channel1");
    }

    @Test
    void permanent_and_temporary_together_are_tried_later_whichever_came_last() {
        assertThat(after(refused(), busy()).status()).isEqualTo("queued");
        assertThat(after(busy(), refused()).status()).isEqualTo("queued");
    }

    @Test
    void only_skipped_channels_fail_for_good_and_cost_no_attempt() {
        Outcome outcome = after(new Skipped("no email"), new Skipped("no phone_number"));

        assertThat(outcome.status()).isEqualTo("failed");
        assertThat(outcome.error()).isEqualTo("no phone_number");
        assertThat(outcome.delivery().attempts()).isZero();
    }

    @Test
    void no_channel_at_all_fails_and_says_so() {
        Outcome outcome = after();

        assertThat(outcome.status()).isEqualTo("failed");
        assertThat(outcome.error()).isEqualTo("no channel was tried");
    }

    @Test
    void the_error_is_that_of_a_provider_rather_than_of_a_channel_that_was_skipped() {
        assertThat(after(refused(), new Skipped("no phone_number")).error()).isEqualTo("refused");
        assertThat(after(busy(), unavailable(Duration.ofSeconds(5))).error()).isEqualTo("busy");
    }

    @Test
    void providers_that_are_left_alone_cost_no_round_and_the_first_to_come_back_is_waited_for() {
        Outcome outcome = after(unavailable(Duration.ofSeconds(8)), unavailable(Duration.ofSeconds(5)));

        assertThat(outcome.status()).isEqualTo("queued");
        assertThat(outcome.rounds()).isZero();
        assertThat(outcome.delivery().attempts()).isZero();
        assertThat(outcome.retryIn()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void one_that_is_left_alone_beside_one_that_refused_for_good_is_waited_for() {
        Outcome outcome = after(refused(), unavailable(Duration.ofSeconds(5)));

        assertThat(outcome.status()).isEqualTo("queued");
        assertThat(outcome.rounds()).isZero();
        assertThat(outcome.retryIn()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_postponed_delivery_costs_no_round_and_comes_back_when_told() {
        Outcome outcome = after(postponed(Duration.ofMinutes(3)));

        assertThat(outcome.status()).isEqualTo("queued");
        assertThat(outcome.rounds()).isZero();
        assertThat(outcome.retryIn()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void a_postponed_delivery_is_never_given_up_by_the_number_of_rounds() {
        Outcome outcome = verdict.of(after(new DeliveryBuilder().rounds(2), postponed(Duration.ofSeconds(1))));

        assertThat(outcome.status()).isEqualTo("queued");
        assertThat(outcome.rounds()).isEqualTo(2);
    }

    @Test
    void a_time_that_has_passed_meanwhile_is_now() {
        assertThat(after(postponed(Duration.ofSeconds(-5))).retryIn()).isZero();
    }

    @Test
    void a_fault_that_names_a_later_time_than_the_schedule_is_waited_for() {
        Outcome outcome = after(new TemporaryFault("busy", NOW.plusSeconds(300), null));

        assertThat(outcome.retryIn()).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    void the_last_round_is_the_last() {
        Outcome outcome = verdict.of(after(new DeliveryBuilder().rounds(2), busy()));

        assertThat(outcome.status()).isEqualTo("failed");
        assertThat(outcome.rounds()).isEqualTo(3);
        assertThat(outcome.error()).isEqualTo("busy");
        assertThat(outcome.retryIn()).isNull();
        assertThat(reason(outcome)).isEqualTo("gave up after 3 attempts");
    }

    @Test
    void the_round_before_the_last_is_not() {
        Outcome outcome = verdict.of(after(new DeliveryBuilder().rounds(1), busy()));

        assertThat(outcome.status()).isEqualTo("queued");
        assertThat(outcome.retryIn())
                .isBetween(BACKOFF.multipliedBy(2), BACKOFF.multipliedBy(2).plusSeconds(4));
    }

    @Test
    void a_delivery_that_expires_before_its_next_try_has_expired() {
        Outcome outcome = verdict.of(after(new DeliveryBuilder().expiresAt(NOW.plusSeconds(9)), busy()));

        assertThat(outcome.status()).isEqualTo("expired");
        assertThat(outcome.retryIn()).isNull();
        assertThat(outcome.error()).isEqualTo("busy");
        assertThat(reason(outcome)).isEqualTo("the next try would come after expires_at");
    }

    @Test
    void a_delivery_that_expires_at_the_moment_of_its_next_try_has_expired() {
        Outcome outcome = verdict.of(
                after(new DeliveryBuilder().expiresAt(NOW.plusSeconds(60)), postponed(Duration.ofSeconds(60))));

        assertThat(outcome.status()).isEqualTo("expired");
    }

    @Test
    void a_delivery_that_expires_after_its_next_try_is_tried() {
        Outcome outcome = verdict.of(after(new DeliveryBuilder().expiresAt(NOW.plusSeconds(13)), busy()));

        assertThat(outcome.status()).isEqualTo("queued");
    }

    @Test
    void every_outcome_ends_the_history_with_its_status() {
        for (Outcome outcome : List.of(after(busy()), after(refused()), after(postponed(Duration.ofSeconds(1))))) {
            List<HistoryEntry> history = outcome.delivery().history();
            assertThat(history.get(history.size() - 1).status()).isEqualTo(outcome.status());
            assertThat(history.stream().filter(e -> e.status() != null)).hasSize(2);
        }
    }
}
