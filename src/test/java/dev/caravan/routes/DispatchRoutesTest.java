package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** dispatch, dispatch-&lt;queue&gt;, send-parcel and poll. */
class DispatchRoutesTest extends RouteTest {

    @Test
    void what_is_due_is_claimed_and_sent_as_one_parcel_of_ids_and_tokens() {
        accept(recipients(3));

        List<String> parcels = dispatch("default");

        assertThat(parcels).hasSize(1);
        JsonNode parcel = json(parcels.get(0));
        assertThat(parcel).hasSize(3).allSatisfy(entry -> {
            assertThat(entry.fieldNames()).toIterable().containsExactlyInAnyOrder("id", "token");
            assertThat(entry.get("token").intValue()).isEqualTo(1);
        });
        assertThat(count("leased and token = 1 and due_at > now() + interval '55 seconds'"))
                .isEqualTo(3);
    }

    @Test
    void nothing_due_sends_nothing() {
        accept(
                "{'recipients': [{'user_id': 'u'}], 'channels': ['email'], 'message': 'x', 'scheduled_at': '2029-01-01T00:00:00Z'}");

        assertThat(dispatch("default")).isEmpty();
    }

    @Test
    void a_full_parcel_is_followed_by_another_until_one_is_not_full() {
        accept(recipients(150));

        List<String> parcels = dispatch("default");

        assertThat(parcels.stream().map(p -> json(p).size())).containsExactly(100, 50);
        Set<String> ids = new HashSet<>();
        parcels.forEach(p -> json(p).forEach(entry -> ids.add(entry.get("id").textValue())));
        assertThat(ids).hasSize(150);
        assertThat(dispatch("default")).isEmpty();
    }

    @Test
    void no_more_than_two_hundred_wait_in_the_broker() {
        accept(recipients(1_150));

        assertThat(dispatch("default")).hasSize(2);
        assertThat(dispatch("default")).isEmpty();
        assertThat(count("leased")).isEqualTo(200);
    }

    @Test
    void another_queue_is_left_alone() {
        accept(recipients(2));

        assertThat(dispatch("urgent")).isEmpty();
        assertThat(count("leased")).isZero();
    }

    @Test
    void a_parcel_that_the_broker_refuses_is_released_and_comes_again_with_another_token() {
        accept(recipients(150));
        MockEndpoint broker = mock(BROKER);
        broker.whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("the broker is away");
        });

        assertThat(dispatch("default")).as("one try, not one for each parcel").hasSize(1);
        assertThat(count("leased")).isZero();
        assertThat(count("token = 1 and due_at > now() and due_at <= now() + interval '1 second'"))
                .isEqualTo(100);

        broker.reset();
        sql.sql("update deliveries set due_at = now()").update();
        List<String> parcels = dispatch("default");
        assertThat(parcels).hasSize(2);
        assertThat(count("token = 2")).isEqualTo(100);
    }

    @Test
    void a_delivery_whose_worker_was_lost_is_claimed_again_and_the_history_says_that_it_may_have_arrived() {
        accept(recipients(1));
        dispatch("default");
        sql.sql("update deliveries set status = 'processing', due_at = now() - interval '1 second'")
                .update();

        assertThat(json(dispatch("default").get(0)).get(0).get("token").intValue())
                .isEqualTo(2);
        assertThat(sql.sql("select outcome from delivery_history")
                        .query(String.class)
                        .list())
                .containsExactly("uncertain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urgent", "emails", "default", "bulk"})
    void the_dispatcher_of_each_queue_takes_its_own_when_woken(String queue) {
        for (String each : List.of("urgent", "emails", "default", "bulk")) {
            accept("{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'priority': '" + each + "'}");
        }

        run("dispatch-" + queue, null);

        assertThat(mock(BROKER).getReceivedExchanges())
                .singleElement()
                .satisfies(parcel ->
                        assertThat(parcel.getMessage().getHeader(QUEUE)).isEqualTo(queue));
        assertThat(sql.sql("select queue from deliveries where leased")
                        .query(String.class)
                        .list())
                .containsExactly(queue);
    }

    @Test
    void a_dispatcher_survives_a_database_that_fails() {
        sql.sql("alter table deliveries rename to elsewhere").update();
        try {
            Exchange done = run("dispatch-default", null);
            assertThat(done.getException()).isNull();
        } finally {
            sql.sql("alter table elsewhere rename to deliveries").update();
        }
        assertThat(mock(BROKER).getReceivedCounter()).isZero();
    }

    @Test
    void the_poll_wakes_every_dispatcher() {
        run("poll", null);

        for (String queue : List.of("urgent", "emails", "default", "bulk")) {
            assertThat(mock("mock:seda:due-" + queue).getReceivedCounter())
                    .as(queue)
                    .isPositive();
        }
    }

    private static String recipients(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "{'email': 'u" + i + "@example.com'}")
                .collect(Collectors.joining(",", "{'message': 'x', 'recipients': [", "]}"));
    }

    private long count(String condition) {
        return sql.sql("select count(*) from deliveries where " + condition)
                .query(Long.class)
                .single();
    }
}
