package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.ProviderUnavailable;
import dev.caravan.delivery.TemporaryFault;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** policy-default and policy-listed: which channels are tried, in which order, and when it ends. */
class PolicyRoutesTest extends RouteTest {

    private static final String EVERYWHERE =
            "'recipients': [{'email': 'anna@example.com', 'phone_number': '+79991234567', 'telegram_id': '42'}], 'message': 'x'";

    @BeforeEach
    void everyProviderIsWell() {
        mock(SMSC).whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
            exchange.getMessage().setBody("{\"id\": 1, \"cnt\": 1}");
        });
        mock(TELEGRAM).whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("7"));
    }

    private void fails(String endpoint, RuntimeException fault) {
        mock(endpoint).whenAnyExchangeReceived(exchange -> {
            throw fault;
        });
    }

    @Test
    void the_default_policy_tries_email_first_and_the_first_success_ends_it() {
        JsonNode delivery = deliver("{" + EVERYWHERE + "}");

        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp sent", "sent");
        assertThat(delivery.get("channel").textValue()).isEqualTo("email");
        assertThat(mock(SMSC).getReceivedCounter()).isZero();
        assertThat(mock(TELEGRAM).getReceivedCounter()).isZero();
    }

    @Test
    void the_default_policy_goes_on_to_sms_and_then_to_telegram() {
        fails(SMTP, new PermanentFault("no such user"));
        fails(SMSC, new PermanentFault("no such number"));
        fails(PROBE, new PermanentFault("no such number"));

        assertThat(history(deliver("{" + EVERYWHERE + "}")))
                .containsExactly(
                        "queued",
                        "processing",
                        "email/smtp failed",
                        "sms/smsc failed",
                        "sms/probe failed",
                        "telegram/telegram sent",
                        "sent");
    }

    @Test
    void a_channel_without_an_address_is_skipped_and_costs_no_attempt() {
        JsonNode delivery = deliver("{'recipients': [{'telegram_id': '42'}], 'message': 'x'}");

        assertThat(history(delivery))
                .containsExactly(
                        "queued", "processing", "email skipped", "sms skipped", "telegram/telegram sent", "sent");
        assertThat(delivery.get("attempts").intValue()).isZero();
    }

    @Test
    void a_recipient_whom_no_channel_reaches_fails_for_good() {
        JsonNode delivery = deliver("{'recipients': [{'user_id': 'u-1'}], 'message': 'x'}");

        assertThat(delivery.get("status").textValue()).isEqualTo("failed");
        assertThat(delivery.get("error").textValue()).isEqualTo("the recipient has no telegram_id");
    }

    @Test
    void when_all_channels_fail_it_is_tried_later() {
        fails(SMTP, new TemporaryFault("busy"));
        fails(SMSC, new TemporaryFault("busy"));
        fails(PROBE, new TemporaryFault("busy"));
        fails(TELEGRAM, new TemporaryFault("busy"));

        JsonNode delivery = deliver("{" + EVERYWHERE + "}");

        assertThat(delivery.get("status").textValue()).isEqualTo("queued");
        assertThat(history(delivery)).endsWith("telegram/telegram failed", "queued");
    }

    @Test
    void a_channel_that_refused_for_good_is_not_tried_in_the_next_round() {
        fails(SMTP, new PermanentFault("no such user"));
        fails(SMSC, new TemporaryFault("busy"));
        fails(PROBE, new TemporaryFault("busy"));
        fails(TELEGRAM, new TemporaryFault("busy"));
        deliver("{" + EVERYWHERE + "}");
        int mails = mock(SMTP).getReceivedCounter();

        sql.sql("update deliveries set due_at = now()").update();
        run("deliver-default", dispatch("default").get(0));

        assertThat(mails).isEqualTo(1);
        assertThat(mock(SMTP).getReceivedCounter()).isEqualTo(mails);
    }

    @Test
    void a_channel_that_has_to_wait_its_turn_stops_the_failover() {
        fails(SMTP, new Postponed("429", Instant.now().plusMillis(5)));

        JsonNode delivery = deliver("{" + EVERYWHERE + "}");

        assertThat(delivery.get("status").textValue()).isEqualTo("queued");
        assertThat(delivery.get("attempts").intValue()).isZero();
        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp postponed", "queued");
        assertThat(mock(SMSC).getReceivedCounter()).isZero();
        assertThat(mock(TELEGRAM).getReceivedCounter()).isZero();
    }

    @Test
    void a_provider_that_is_left_alone_is_passed_over_without_costing_an_attempt() {
        fails(SMTP, new ProviderUnavailable("left alone", Instant.now().plusSeconds(10)));

        JsonNode delivery = deliver("{" + EVERYWHERE + "}");

        assertThat(history(delivery))
                .containsExactly("queued", "processing", "email/smtp skipped", "sms/smsc sent", "sent");
        assertThat(delivery.get("attempts").intValue()).isZero();
    }

    @Test
    void listed_channels_are_tried_in_the_order_of_the_request() {
        fails(TELEGRAM, new PermanentFault("bot was blocked"));
        fails(SMSC, new PermanentFault("no such number"));
        fails(PROBE, new PermanentFault("no such number"));

        assertThat(history(deliver("{" + EVERYWHERE + ", 'channels': ['telegram', 'sms', 'email']}")))
                .containsExactly(
                        "queued",
                        "processing",
                        "telegram/telegram failed",
                        "sms/smsc failed",
                        "sms/probe failed",
                        "email/smtp sent",
                        "sent");
    }

    @Test
    void the_first_listed_channel_that_takes_it_ends_the_list() {
        assertThat(history(deliver("{" + EVERYWHERE + ", 'channels': ['sms', 'email']}")))
                .containsExactly("queued", "processing", "sms/smsc sent", "sent");
        assertThat(mock(SMTP).getReceivedCounter()).isZero();
    }

    @Test
    void a_channel_that_is_not_listed_is_not_tried() {
        fails(SMTP, new PermanentFault("no such user"));

        JsonNode delivery = deliver("{" + EVERYWHERE + ", 'channels': ['email']}");

        assertThat(delivery.get("status").textValue()).isEqualTo("failed");
        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp failed", "failed");
    }

    @Test
    void when_all_listed_channels_fail_the_last_error_is_told() {
        fails(TELEGRAM, new PermanentFault("bot was blocked"));
        fails(SMTP, new PermanentFault("no such user"));

        JsonNode delivery = deliver("{" + EVERYWHERE + ", 'channels': ['telegram', 'email']}");

        assertThat(delivery.get("status").textValue()).isEqualTo("failed");
        assertThat(delivery.get("error").textValue()).isEqualTo("no such user");
    }

    @Test
    void a_listed_channel_that_has_to_wait_its_turn_stops_the_list() {
        fails(SMTP, new Postponed("429", Instant.now().plusMillis(5)));

        JsonNode delivery = deliver("{" + EVERYWHERE + ", 'channels': ['email', 'sms', 'telegram']}");

        assertThat(history(delivery)).containsExactly("queued", "processing", "email/smtp postponed", "queued");
        assertThat(mock(SMSC).getReceivedCounter()).isZero();
        assertThat(mock(TELEGRAM).getReceivedCounter()).isZero();
    }
}
