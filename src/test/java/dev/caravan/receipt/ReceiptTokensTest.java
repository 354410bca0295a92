package dev.caravan.receipt;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTokensTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"smsc", "smsc:short", ":0123456789abcdef", "SM SC:0123456789abcdef", "a:0123456789abcdef,b"})
    void aSettingThatCannotWorkStopsTheStartWithoutShowingIt(String setting) {
        assertThatThrownBy(() -> new ReceiptTokens(setting))
                .hasMessageContaining("CARAVAN_RECEIPTS_TOKENS")
                .hasMessageNotContaining("0123456789abcdef");
    }

    @Test
    void noneAndSeveralAreFine() {
        assertThatCode(() -> new ReceiptTokens("")).doesNotThrowAnyException();
        assertThatCode(() -> new ReceiptTokens(" smsc:0123456789abcdef , smsc:fedcba9876543210,"))
                .doesNotThrowAnyException();
    }
}
