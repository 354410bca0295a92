package dev.caravan.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

    private static final Instant MOMENT = Instant.parse("2026-03-01T09:30:00.123Z");

    @Test
    void an_id_is_a_uuid_of_version_7() {
        for (int i = 0; i < 1_000; i++) {
            UUID id = TimeOrderedId.at(MOMENT.plusNanos(i * 997L));
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void the_milliseconds_are_its_first_48_bits() {
        assertThat(TimeOrderedId.at(MOMENT).getMostSignificantBits() >>> 16).isEqualTo(MOMENT.toEpochMilli());
    }

    @Test
    void a_later_moment_sorts_after_an_earlier_one_down_to_a_quarter_of_a_microsecond() {
        String before = "";
        for (int i = 0; i < 8_000; i++) {
            // As text, for that is how Postgres orders them too; Java compares UUIDs as signed numbers.
            String id = TimeOrderedId.at(MOMENT.plusNanos(i * 250L)).toString();
            assertThat(id.substring(0, 18)).isGreaterThan(before);
            before = id.substring(0, 18);
        }
    }

    @Test
    void ids_of_one_moment_differ() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(TimeOrderedId.at(MOMENT));
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void the_lowest_id_of_a_moment_is_below_all_of_it_and_above_all_before() {
        String lowest = TimeOrderedId.lowest(MOMENT).toString();

        for (int i = 0; i < 1_000; i++) {
            assertThat(TimeOrderedId.at(MOMENT).toString()).isGreaterThan(lowest);
            assertThat(TimeOrderedId.at(MOMENT.minusNanos(1)).toString()).isLessThan(lowest);
        }
        assertThat(TimeOrderedId.lowest(MOMENT).version()).isEqualTo(7);
    }
}
