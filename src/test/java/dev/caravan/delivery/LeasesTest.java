package dev.caravan.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class LeasesTest {

    private static final Duration LEASE = Duration.ofSeconds(1);

    private static EmbeddedPostgres postgres;
    private static JdbcTemplate jdbc;
    private Leases leases;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start();
        Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
        jdbc = new JdbcTemplate(postgres.getPostgresDatabase());
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void start() {
        leases = new Leases(jdbc, LEASE);
    }

    @AfterEach
    void stop() {
        leases.stop();
    }

    /** One that a worker has begun, with a lease that ends long ago: any renewal is seen. */
    private Delivery begun() {
        Delivery delivery = new DeliveryBuilder().build();
        jdbc.update(
                "insert into deliveries (id, notification_id, position, queue, status, due_at, leased, token, updated_at)"
                        + " values (?, ?, 0, 'default', 'processing', now() - interval '1 hour', true, 1, now())",
                delivery.id(),
                delivery.notificationId());
        return delivery;
    }

    private static boolean renewed(UUID id) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select due_at > now() - interval '1 minute' from deliveries where id = ?", Boolean.class, id));
    }

    private static void within(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }

    @Test
    void the_lease_of_what_is_held_is_renewed() {
        Delivery delivery = begun();
        leases.hold(List.of(delivery));

        within(() -> assertThat(renewed(delivery.id())).isTrue());
        assertThat(delivery.held()).isTrue();
    }

    @Test
    void what_was_released_is_left_alone() {
        Delivery released = begun();
        Delivery held = begun();
        leases.hold(List.of(released, held));
        leases.release(released);

        within(() -> assertThat(renewed(held.id())).isTrue());
        assertThat(renewed(released.id())).isFalse();
    }

    @Test
    void a_worker_learns_that_another_has_taken_its_delivery_over() {
        Delivery delivery = begun();
        jdbc.update("update deliveries set token = 2 where id = ?", delivery.id());
        leases.hold(List.of(delivery));

        within(() -> assertThat(delivery.held()).isFalse());
        assertThat(renewed(delivery.id())).isFalse();
    }

    /** Outcomes are stored many at a time, in any order: waiting for their locks while holding others is a deadlock. */
    @Test
    void one_whose_outcome_is_being_stored_does_not_hold_up_the_others() throws Exception {
        Delivery first = begun();
        Delivery second = begun();
        Delivery third = begun();
        try (Connection settling = postgres.getPostgresDatabase().getConnection()) {
            settling.setAutoCommit(false);
            try (var update = settling.prepareStatement("update deliveries set error = 'x' where id = ?")) {
                update.setObject(1, second.id());
                update.executeUpdate();
            }
            leases.hold(List.of(first, second, third));

            within(() -> {
                assertThat(renewed(first.id())).isTrue();
                assertThat(renewed(third.id())).isTrue();
            });
            settling.rollback();
        }
    }
}
