package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

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
}
