package dev.caravan.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIdTest {

    private static final Instant MOMENT = Instant.parse("2026-03-01T12:00:00.5Z");

    @Test
    void anIdLooksLikeAnObjectIdOfItsSecondAndKeepsItsNumber() {
        String id = RecordId.of(4711, MOMENT);

        assertThat(id).hasSize(24).startsWith(Long.toHexString(MOMENT.getEpochSecond()));
        assertThat(RecordId.number(id)).hasValue(4711);
        assertThat(RecordId.number(id.toUpperCase())).hasValue(4711);
    }

    @Test
    void idsSortAsTheirNumbersDo() {
        assertThat(RecordId.of(9, MOMENT))
                .isLessThan(RecordId.of(10, MOMENT))
                .isLessThan(RecordId.of(8, MOMENT.plusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "69a42c40000000000000001",
                "69a42c4000000000000000170",
                "zza42c400000000000000017",
                "69a42c40ffffffffffffffff"
            })
    void whatIsNoIdHasNoNumber(String text) {
        assertThat(RecordId.number(text)).isEmpty();
    }
}
