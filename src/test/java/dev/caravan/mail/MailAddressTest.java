package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.delivery.PermanentFault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@example.test",
                "first.last+tag@mail.example.test",
                "o'brien@example.test",
                "a..b.@example.test",
                "root@localhost",
                "用户@example.test",
                "😀@example.test"
            })
    void an_address_is_kept_as_it_is(String text) {
        assertThat(MailAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "user",
                "@example.test",
                "user@",
                "user@example..test",
                "user@.test",
                "user@-\u0000.test",
                "user name@example.test",
                " user@example.test",
                "user@example.test ",
                "one@example.test,two@example.test",
                "one@example.test two@example.test",
                "one@example.test;two@example.test",
                "team:one@example.test,two@example.test;",
                "Name <user@example.test>",
                "<user@example.test>",
                "user@example.test>\r\nRCPT TO:<other@example.test",
                "user@example.test\r\nBcc: other@example.test",
                "user\n@example.test",
                "user\r@example.test",
                "user\u0000@example.test",
                "user\u0085@example.test",
                "user\u2028@example.test",
                "user\u202e@example.test",
                "user@example.test\u2028",
                "user@exam\uFF1Eple.test",
                "\"quoted local\"@example.test",
                "@route.test:user@example.test",
                "user@[127.0.0.1]",
                "user(comment)@example.test"
            })
    void what_is_not_one_address_is_refused_without_repeating_it(String text) {
        assertThatThrownBy(() -> MailAddress.parse(text))
                .isInstanceOf(PermanentFault.class)
                .hasMessageMatching("no e-mail address|not one valid e-mail address");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 300, 1_000_000})
    void an_address_too_long_for_smtp_is_refused(int length) {
        assertThatThrownBy(() -> MailAddress.parse("x".repeat(length) + "@example.test"))
                .isInstanceOf(PermanentFault.class);
    }
}
