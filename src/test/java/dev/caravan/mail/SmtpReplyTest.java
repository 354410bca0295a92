package dev.caravan.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            451 4.7.1 Greylisted, try again in 60 seconds                           | PT60S
            451 4.7.1 Try again in 300 sec.                                         | PT5M
            450 4.2.0 Recipient address rejected: Greylisted for 5 minutes          | PT5M
            451 Please come back in 1 hour                                          | PT1H
            451 4.7.1 Greylisting in action, please come back in 00:04:59           | PT4M59S
            """)
    void a_wait_in_words_is_read(String reply, Duration wait) {
        assertThat(new SmtpReply(451, reply).retryAfter()).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({
        "451 4.3.0 Try again later",
        "450 4.2.1 Mailbox busy",
        "451 4.7.1 Try again in 99999 hours",
        "421 4.7.28 Try again at id 12m7sx"
    })
    void no_wait_is_read_from_other_words(String reply) {
        assertThat(new SmtpReply(451, reply).retryAfter()).isNull();
    }

    @Test
    void the_enhanced_status_stands_behind_the_code() {
        assertThat(new SmtpReply(550, "550 5.1.1 unknown").enhanced()).isEqualTo("5.1.1");
        assertThat(new SmtpReply(550, "550-5.7.26 unsigned\n550 5.7.26 mail").enhanced())
                .isEqualTo("5.7.26");
        assertThat(new SmtpReply(550, "550 unknown at 5.1.1").enhanced()).isEmpty();
    }
}
