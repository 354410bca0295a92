package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import dev.caravan.notification.Steering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** deliver-&lt;queue&gt; and deliver. */
class DeliverRoutesTest extends RouteTest {

    @Autowired
    private Steering steering;

    @ParameterizedTest
    @ValueSource(strings = {"urgent", "emails", "default", "bulk"})
    void every_delivery_of_a_parcel_is_delivered_by_the_workers_of_its_queue(String queue) {
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        mock(SMTP)
                .whenAnyExchangeReceived(
                        exchange -> threads.add(Thread.currentThread().getName()));
        String recipients = IntStream.range(0, 20)
                .mapToObj(i -> "{'email': 'u" + i + "@example.com'}")
                .collect(Collectors.joining(","));
        accept("{'recipients': [" + recipients + "], 'message': 'x', 'priority': '" + queue + "'}");

        Exchange done = run("deliver-" + queue, dispatch(queue).get(0));

        assertThat(done.getException()).isNull();
        assertThat(threads).hasSize(20).allMatch(name -> name.startsWith("deliver-" + queue + "-"));
        assertThat(statuses()).hasSize(20).containsOnly("sent");
        assertThat(mock("mock:seda:due-" + queue).getReceivedCounter())
                .as("room for more")
                .isPositive();
    }

    @Test
    void a_parcel_that_comes_twice_is_delivered_once() {
        accept("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}");
        String parcel = dispatch("default").get(0);

        run("deliver-default", parcel);
        Exchange again = run("deliver-default", parcel);

        assertThat(again.getException()).isNull();
        assertThat(mock(SMTP).getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void a_parcel_that_was_dispatched_again_meanwhile_finds_its_tokens_outdated() {
        accept("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}");
        String first = dispatch("default").get(0);
        sql.sql("update deliveries set due_at = now() - interval '1 second'").update();
        String second = dispatch("default").get(0);

        run("deliver-default", first);
        assertThat(mock(SMTP).getReceivedCounter()).isZero();

        run("deliver-default", second);
        assertThat(mock(SMTP).getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void one_that_fails_does_not_keep_its_neighbours_from_being_sent() {
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            if ("bad@example.com".equals(exchange.getVariable("recipient"))) {
                throw new PermanentFault("no such user");
            }
        });
        accept("{'recipients': [{'email': 'bad@example.com'}, {'email': 'good@example.com'}], 'message': 'x'}");

        run("deliver-default", dispatch("default").get(0));

        assertThat(statuses()).containsExactlyInAnyOrder("failed", "sent");
    }

    @Test
    void a_success_is_settled_once() {
        mock(SMTP)
                .whenAnyExchangeReceived(
                        exchange -> exchange.getMessage().setHeader("CamelMailMessageId", "<1@example.com>"));

        JsonNode delivery = deliver("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}");

        assertThat(delivery.get("status").textValue()).isEqualTo("sent");
        assertThat(delivery.get("provider_message_id").textValue()).isEqualTo("<1@example.com>");
        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp sent", "sent");
    }

    @Test
    void a_temporary_failure_is_settled_once_and_due_again() {
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            throw new TemporaryFault("busy");
        });

        JsonNode delivery =
                deliver("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'channels': ['email']}");

        assertThat(delivery.get("status").textValue()).isEqualTo("queued");
        assertThat(delivery.get("next_attempt_at").isNull()).isFalse();
        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp failed", "queued");
    }

    @Test
    void a_permanent_failure_is_settled_once_and_over() {
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            throw new PermanentFault("no such user");
        });

        JsonNode delivery =
                deliver("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'channels': ['email']}");

        assertThat(delivery.get("status").textValue()).isEqualTo("failed");
        assertThat(delivery.get("error").textValue()).isEqualTo("no such user");
        assertThat(delivery.get("next_attempt_at").isNull()).isTrue();
        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp failed", "failed");
    }

    @Test
    void a_bug_in_a_step_is_a_temporary_failure_without_its_words() {
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("password=secret");
        });

        JsonNode delivery =
                deliver("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'channels': ['email']}");

        assertThat(delivery.get("status").textValue()).isEqualTo("queued");
        assertThat(delivery.toString()).doesNotContain("secret");
    }

    @Test
    void a_policy_that_is_gone_does_not_block_the_parcel() {
        accept("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}");
        sql.sql("update notifications set policy = 'removed'").update();

        Exchange done = run("deliver-default", dispatch("default").get(0));

        assertThat(done.getException()).isNull();
        assertThat(statuses()).containsExactly("queued");
    }

    @Test
    void what_expired_in_the_broker_is_not_sent() {
        String id = accept(
                "{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'expires_at': '2099-01-01T00:00:00Z'}");
        String parcel = dispatch("default").get(0);
        sql.sql("update deliveries set expires_at = now() - interval '1 second'")
                .update();

        run("deliver-default", parcel);

        assertThat(mock(SMTP).getReceivedCounter()).isZero();
        assertThat(history(views.get(id).get("deliveries").get(0))).containsExactly("queued", "expired");
    }

    @Test
    void an_outcome_that_comes_after_another_took_over_is_not_taken_but_its_history_is_kept() {
        mock(SMTP)
                .whenAnyExchangeReceived(exchange ->
                        sql.sql("update deliveries set token = token + 1").update());

        JsonNode delivery = deliver("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}");

        assertThat(delivery.get("status").textValue()).isEqualTo("processing");
        assertThat(history(delivery)).contains("email/smtp sent");
    }

    @Test
    void what_was_cancelled_in_the_broker_is_not_sent() {
        String id = accept("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}");
        String parcel = dispatch("default").get(0);
        steering.cancel(id);

        run("deliver-default", parcel);

        assertThat(mock(SMTP).getReceivedCounter()).isZero();
        assertThat(statuses()).containsExactly("cancelled");
    }

    @Test
    void a_dead_letter_that_is_replayed_has_all_its_rounds_and_channels_before_it_again() {
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            throw new PermanentFault("no such user");
        });
        JsonNode failed =
                deliver("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'channels': ['email']}");
        mock(SMTP).reset();

        steering.replayOne(failed.get("id").textValue());
        run("deliver-default", dispatch("default").get(0));

        assertThat(statuses()).containsExactly("sent");
    }

    private List<String> statuses() {
        return sql.sql("select status from deliveries").query(String.class).list();
    }
}
