package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.store.TimeOrderedId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.junit.jupiter.api.Test;

/** What runs by the clock. */
class JobRoutesTest extends RouteTest {

    @Test
    void idempotency_keys_are_forgotten_after_a_day() {
        sql.sql("""
                insert into idempotency_keys (caller, key, fingerprint, answer, created_at) values
                ('shop', 'old', 'f', '{}', now() - interval '24 hours 1 minute'),
                ('shop', 'new', 'f', '{}', now() - interval '23 hours 59 minutes')
                """).update();

        Exchange done = run("forget-idempotency-keys", null);

        assertThat(done.getException()).isNull();
        assertThat(sql.sql("select key from idempotency_keys")
                        .query(String.class)
                        .list())
                .containsExactly("new");
    }

    @Test
    void webhooks_that_ended_long_ago_are_removed() {
        sql.sql("truncate webhook_deliveries").update();
        sql.sql("""
                insert into webhook_deliveries (id, target, type, notification_id, delivery_id, payload, since, due_at,
                                                finished_at)
                select gen_random_uuid(), 't', 'notification.sent', gen_random_uuid(), gen_random_uuid(), kind, now(),
                       case when kind = 'pending' then now() end, ended
                from (values ('old', now() - interval '30 days 1 minute'), ('new', now() - interval '29 days'),
                             ('pending', null)) as w(kind, ended),
                     generate_series(1, 5001) where kind = 'old' or generate_series = 1
                """).update();

        Exchange done = run("forget-webhooks", null);

        assertThat(done.getException()).isNull();
        assertThat(sql.sql("select payload from webhook_deliveries")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("new", "pending");
    }

    @Test
    void it_runs_once_a_night() {
        assertThat(camel.getRoute("forget-idempotency-keys").getEndpoint())
                .isInstanceOfSatisfying(
                        QuartzEndpoint.class, job -> assertThat(job.getCron()).isEqualTo("0 17 3 * * ?"));
    }

    @Test
    void what_was_accepted_long_ago_is_erased_and_still_counts() {
        String old = accepted(Instant.now().minus(91, ChronoUnit.DAYS), "sent");
        String waiting = accepted(Instant.now().minus(91, ChronoUnit.DAYS), "scheduled");
        String young = accepted(Instant.now().minus(89, ChronoUnit.DAYS), "sent");

        Exchange done = run("erase-old-content", null);

        assertThat(done.getException()).isNull();
        JsonNode erased = views.get(old);
        assertThat(erased.get("message").isNull()).isTrue();
        assertThat(erased.get("status").textValue()).isEqualTo("sent");
        assertThat(erased.at("/deliveries/0/recipient")).isEmpty();
        assertThat(erased.at("/deliveries/0/channel").textValue()).isEqualTo("email");
        assertThat(erased.toString()).doesNotContain("anna@example.com", "secret");
        assertThat(erased.at("/deliveries/0/history").toString()).contains("\"outcome\":\"sent\"");
        for (String whole : List.of(waiting, young)) {
            assertThat(views.get(whole).toString()).contains("anna@example.com", "a secret");
        }
        assertThat(sql.sql("select count(*) from notifications where erased_at is not null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private String accepted(Instant when, String status) {
        UUID notification = TimeOrderedId.at(when);
        UUID delivery = TimeOrderedId.at(when);
        sql.sql("""
                with n as (
                    insert into notifications (id, created_at, dialect, queue, channels, message, recipients)
                    values (:notification, :when, 'canonical', 'default', '{email}', 'a secret', 1)),
                h as (
                    insert into delivery_history (delivery_id, at, outcome, channel, error)
                    values (:delivery, :when, 'sent', 'email', 'a secret of anna@example.com'))
                insert into deliveries (id, notification_id, position, queue, email, status, channel, error, due_at, updated_at)
                values (:delivery, :notification, 0, 'default', 'anna@example.com', :status, 'email', 'a secret',
                        case when :status = 'scheduled' then now() + interval '1 year' end, :when)
                """)
                .param("notification", notification)
                .param("delivery", delivery)
                .param("when", Timestamp.from(when))
                .param("status", status)
                .update();
        return notification.toString();
    }
}
