package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 | 5.1.1  | 550 5.1.1 no such user",
                "550 | 5.1.1  | 550 5.1.1 Recipient address rejected: access denied",
                "550 | 5.1.10 | 550 5.1.10 Recipient not found",
                "550 | 5.2.1  | 550 5.2.1 mailbox disabled",
                "551 | 5.1.6  | 551 5.1.6 moved",
                "550 | ''     | 550 No such user here",
                "553 | ''     | 553 sorry, that address is not here",
                "550 | 5.7.1  | 550 5.7.1 No such user!",
                "556 | 5.1.10 | 556 5.1.10 null MX",
                "0   | 5.1.1  | user unknown"
            })
    void nobodyIsThere(int code, String status, String words) {
        assertThat(DeadAddress.isDead(code, status, words)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 | 5.7.1  | 550 5.7.1 Message rejected as spam",
                "550 | ''     | 550 Blocked: see http://blocklist.example",
                "550 | ''     | 550 Sender verify failed",
                "550 | 5.7.26 | 550 5.7.26 unauthenticated",
                "552 | 5.2.2  | 552 5.2.2 mailbox full",
                "550 | 5.2.2  | 550 5.2.2 over quota",
                "554 | 5.1.1  | 554 5.1.1 whatever this means",
                "550 | 5.1.8  | 550 5.1.8 Sender address rejected",
                "550 | 5.6.0  | 550 5.6.0 bad content"
            })
    void somethingElseIsWrong(int code, String status, String words) {
        assertThat(DeadAddress.isDead(code, status, words)).isFalse();
    }
}
