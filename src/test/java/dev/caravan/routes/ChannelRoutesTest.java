package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.Postponed;
import dev.caravan.delivery.TemporaryFault;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** The routes of email, sms and telegram under their error policies. */
class ChannelRoutesTest extends RouteTest {

    private static final String MAIL =
            "{'recipients': [{'email': 'anna@example.com'}], 'message': 'Hello', 'subject': 'Hi'";
    private static final String SMS = "{'recipients': [{'phone_number': '+79991234567'}], 'message': 'Hello'";
    private static final String CHAT = "{'recipients': [{'telegram_id': '42'}], 'message': 'Hello'";

    private void fails(String endpoint, RuntimeException fault) {
        mock(endpoint).whenAnyExchangeReceived(exchange -> {
            throw fault;
        });
    }

    private void answers(String endpoint, int status, String body) {
        mock(endpoint).whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage().setBody(body);
        });
    }

    private Exchange received(String endpoint) {
        assertThat(mock(endpoint).getReceivedExchanges()).hasSize(1);
        return mock(endpoint).getReceivedExchanges().get(0);
    }

    @Test
    void a_channel_is_given_the_variables_that_the_routes_readme_promises() throws Exception {
        JsonNode delivery = deliver(MAIL + ", 'channels': ['email']}");

        Exchange sent = received(SMTP);
        assertThat(sent.getVariable("recipient")).isEqualTo("anna@example.com");
        assertThat(sent.getVariable("subject")).isEqualTo("Hi");
        assertThat(sent.getVariable("html")).isNull();
        assertThat(sent.getVariable("channel")).isEqualTo("email");
        assertThat(sent.getVariable("provider")).isEqualTo("smtp");
        assertThat(sent.getVariable("urgent")).isEqualTo(false);
        assertThat(sent.getVariable("deliveryId")).isEqualTo(delivery.get("id").textValue());
        assertThat(sent.getVariable("notificationId"))
                .isEqualTo(sql.sql("select id::text from notifications")
                        .query(String.class)
                        .single());
        MimeMessage mail = sent.getMessage().getBody(MimeMessage.class);
        assertThat(mail.getMessageID()).startsWith("<" + delivery.get("id").textValue() + "@");
        assertThat(mail.getSubject()).isEqualTo("Hi");
    }

    @Test
    void a_blip_is_tried_again_at_once_while_there_is_another_channel() {
        AtomicInteger calls = new AtomicInteger();
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() < 3) {
                throw new TemporaryFault("blip");
            }
        });

        JsonNode delivery = deliver(
                "{'recipients': [{'email': 'anna@example.com', 'phone_number': '+79991234567'}], 'message': 'Hello'}");

        assertThat(history(delivery))
                .containsExactly(
                        "queued", "processing", "email/smtp failed", "email/smtp failed", "email/smtp sent", "sent");
        assertThat(delivery.get("attempts").intValue()).isEqualTo(2);
    }

    @Test
    void a_blip_of_the_only_listed_channel_is_left_to_the_retry_in_postgres() {
        fails(SMTP, new TemporaryFault("blip"));

        deliver(MAIL + ", 'channels': ['email']}");

        assertThat(mock(SMTP).getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void a_blip_of_the_last_listed_channel_is_left_to_it_too() {
        fails(SMTP, new TemporaryFault("blip"));

        deliver(MAIL + ", 'channels': ['sms', 'email']}");

        assertThat(mock(SMTP).getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void a_permanent_fault_is_not_tried_again() {
        fails(SMTP, new PermanentFault("no such user"));

        deliver(MAIL + "}");

        assertThat(mock(SMTP).getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void sms_goes_to_the_first_provider_and_its_number_is_kept() {
        answers(SMSC, 200, "{\"id\": 4217, \"cnt\": 1}");

        JsonNode delivery = deliver(SMS + ", 'channels': ['sms']}");

        assertThat(received(SMSC).getVariable("provider")).isEqualTo("smsc");
        assertThat(delivery.get("provider_message_id").textValue()).isEqualTo("4217");
        assertThat(history(delivery)).containsExactly("queued", "processing", "sms/smsc sent", "sent");
    }

    @Test
    void sms_goes_to_the_second_provider_after_a_temporary_or_a_permanent_fault_of_the_first() {
        for (RuntimeException fault : new RuntimeException[] {new TemporaryFault("t"), new PermanentFault("p")}) {
            empty();
            fails(SMSC, fault);
            answers(PROBE, 200, "{\"code\": 0, \"message\": \"OK\"}");

            JsonNode delivery = deliver(SMS + ", 'channels': ['sms']}");

            assertThat(mock(SMSC).getReceivedCounter()).isEqualTo(1);
            assertThat(received(PROBE).getVariable("provider")).isEqualTo("probe");
            assertThat(history(delivery)).startsWith("queued", "processing", "sms/smsc failed");
            assertThat(delivery.get("status").textValue()).as(fault.toString()).isEqualTo("sent");
        }
    }

    @Test
    void an_sms_that_waits_its_turn_stays_with_its_provider() {
        fails(SMSC, new Postponed("429", Instant.now().plusMillis(5)));

        JsonNode delivery = deliver(SMS + ", 'channels': ['sms']}");

        assertThat(mock(PROBE).getReceivedCounter()).isZero();
        assertThat(history(delivery)).containsExactly("queued", "processing", "sms/smsc postponed", "queued");
    }

    @Test
    void an_error_that_smsc_hides_behind_http_200_is_the_outcome_of_the_same_attempt() {
        answers(SMSC, 200, "{\"error\": \"not enough money\", \"error_code\": 3}");
        answers(PROBE, 500, "");

        JsonNode delivery = deliver(SMS + ", 'channels': ['sms']}");

        assertThat(history(delivery))
                .containsExactly("queued", "processing", "sms/smsc failed", "sms/probe failed", "queued");
        assertThat(delivery.get("attempts").intValue()).isEqualTo(2);
    }

    @Test
    void telegram_is_sent_to_the_chat() {
        mock(TELEGRAM).whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("7"));

        JsonNode delivery = deliver(CHAT + ", 'channels': ['telegram']}");

        Exchange sent = received(TELEGRAM);
        assertThat(sent.getMessage().getHeaders()).containsEntry("CamelTelegramChatId", "42");
        assertThat(sent.getVariable("provider")).isEqualTo("telegram");
        assertThat(delivery.get("status").textValue()).isEqualTo("sent");
    }

    @Test
    void a_long_telegram_text_goes_out_in_parts_and_each_is_an_attempt() {
        AtomicInteger number = new AtomicInteger();
        mock(TELEGRAM)
                .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("m" + number.incrementAndGet()));

        JsonNode delivery = deliver("{'recipients': [{'telegram_id': '43'}], 'channels': ['telegram'], 'message': '"
                + "word ".repeat(1_000) + "'}");

        assertThat(history(delivery))
                .containsExactly("queued", "processing", "telegram/telegram sent", "telegram/telegram sent", "sent");
        assertThat(delivery.get("provider_message_id").textValue()).isEqualTo("m1,m2");
        assertThat(delivery.get("attempts").intValue()).isZero();
    }

    @Test
    void a_channel_route_is_only_for_deliveries() {
        Exchange done = send("direct:channel-email", "x", Map.of());

        assertThat(done.getException()).isInstanceOf(IllegalStateException.class);
        assertThat(mock(SMTP).getReceivedCounter()).isZero();
    }
}
