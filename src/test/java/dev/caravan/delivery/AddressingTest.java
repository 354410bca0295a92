package dev.caravan.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressingTest {

    private static final Map<String, String> ALL =
            Map.of("email", "e", "phone_number", "p", "telegram_id", "t", "user_id", "u", "client_id", "c");

    @ParameterizedTest
    @CsvSource({
        "email, e, email",
        "sms, p, phone_number",
        "telegram, t, telegram_id",
        "inbox, u, user_id",
        "chat, u, user_id"
    })
    void each_channel_has_a_kind_of_address(String channel, String address, String kind) {
        assertThat(Addressing.choose(channel, ALL)).isEqualTo(address);
        assertThat(Addressing.kind(channel)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"email, phone_number", "sms, email", "telegram, user_id", "inbox, email"})
    void a_channel_that_comes_with_caravan_takes_no_other_kind(String channel, String other) {
        assertThat(Addressing.choose(channel, Map.of(other, "x"))).isNull();
    }

    @Test
    void a_channel_of_your_own_takes_the_first_address_there_is_if_there_is_no_user_id() {
        assertThat(Addressing.choose("chat", Map.of("client_id", "c", "phone_number", "p", "telegram_id", "t")))
                .isEqualTo("p");
        assertThat(Addressing.choose("chat", Map.of("client_id", "c"))).isEqualTo("c");
        assertThat(Addressing.choose("chat", Map.of())).isNull();
    }
}
