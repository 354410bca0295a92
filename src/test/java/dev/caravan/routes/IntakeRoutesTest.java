package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;

/** createNotification, createSimpleNotification, getSimpleNotification and the dialects: what came in, as canonical JSON. */
class IntakeRoutesTest extends RouteTest {

    /** What reached the one door that all dialects lead to. */
    private record Accepted(JsonNode request, String slug, String key, String caller, String dialect) {}

    private Exchange post(String route, String body, Map<String, Object> headers) {
        return producer.send("direct:" + route, exchange -> {
            exchange.getMessage().setBody(body.replace('\'', '"'));
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private static JsonNode body(Exchange done) {
        assertThat(done.getException()).isNull();
        return json(done.getMessage().getBody(String.class));
    }

    private static int status(Exchange done) {
        return done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    private Accepted accepted() {
        ArgumentCaptor<JsonNode> request = ArgumentCaptor.forClass(JsonNode.class);
        ArgumentCaptor<String> texts = ArgumentCaptor.forClass(String.class);
        verify(notifications)
                .accept(
                        request.capture(),
                        texts.capture(),
                        texts.capture(),
                        texts.capture(),
                        texts.capture(),
                        texts.capture());
        var said = texts.getAllValues();
        return new Accepted(request.getValue(), said.get(0), said.get(1), said.get(2), said.get(3));
    }

    @Test
    void a_canonical_request_is_accepted_as_it_is_with_what_its_headers_say() {
        String request = "{'recipients': [{'email': 'anna@example.com'}], 'message': 'x', 'metadata': {'order': '1'}}";

        Exchange done = post("createNotification", request, Map.of("Idempotency-Key", "k-1"));

        assertThat(status(done)).isEqualTo(202);
        Accepted accepted = accepted();
        assertThat(accepted.request()).isEqualTo(json(request));
        assertThat(accepted.key()).isEqualTo("k-1");
        assertThat(accepted.caller()).isEqualTo("shop");
        assertThat(accepted.slug()).isNull();
        assertThat(accepted.dialect()).isNull();
        assertThat(body(done).get("id").textValue())
                .isEqualTo(sql.sql("select id::text from notifications")
                        .query(String.class)
                        .single());
    }

    @Test
    void nothing_of_the_callers_headers_comes_back() {
        Exchange done = post(
                "createNotification",
                "{'recipients': [{'email': 'anna@example.com'}], 'message': 'x'}",
                Map.of("X-Secret", "s", "Idempotency-Key", "k"));

        assertThat(done.getMessage().getHeaders().keySet())
                .containsExactlyInAnyOrder("CamelHttpResponseCode", "Content-Type");
    }

    @Test
    void dialect_a_is_mail_to_a_list() {
        Exchange done = post(
                "createNotification",
                "{'recipient_list': ['a@example.com', 'b@example.com'], 'subject': 'S', 'content': 'C', 'priority': 'bulk',"
                        + " 'sender': 'ignored'}",
                Map.of());

        assertThat(status(done)).isEqualTo(202);
        assertThat(accepted().dialect()).isEqualTo("templated-mail");
        assertThat(accepted().request())
                .isEqualTo(
                        json(
                                "{'recipients': [{'email': 'a@example.com'}, {'email': 'b@example.com'}],"
                                        + " 'channels': ['email'], 'subject': 'S', 'message': 'C', 'context': null, 'priority': 'default'}"));
    }

    @Test
    void dialect_a_takes_its_text_from_the_context_too() {
        post(
                "createNotification",
                "{'recipient_list': ['a@example.com'], 'context': {'content': 'from the context'}}",
                Map.of());

        assertThat(accepted().request().get("message").textValue()).isEqualTo("from the context");
        assertThat(accepted().request().get("context")).isEqualTo(json("{'content': 'from the context'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'recipient_list': ['a@example.com']}",
                "{'recipient_list': ['a@example.com'], 'content': ''}",
                "{'recipient_list': ['a@example.com'], 'context': 'no object'}"
            },
            quoteCharacter = '`')
    void dialect_a_without_template_or_text_is_refused(String request) {
        Exchange done = post("createNotification", request, Map.of());

        assertThat(status(done)).isEqualTo(400);
        assertThat(body(done).get("detail").textValue())
                .isEqualTo("Notification content is missing when template is not specified.");
        verify(notifications, never()).accept(any(), any(), any(), any(), any(), any());
    }

    @Test
    void errors_of_dialect_a_name_its_own_fields() {
        Exchange done =
                post("createNotification", "{'recipient_list': ['a@example.com', 'nope'], 'content': 'C'}", Map.of());

        assertThat(status(done)).isEqualTo(400);
        assertThat(body(done).get("errors").fieldNames()).toIterable().containsExactly("recipient_list[1]");
    }

    @Test
    void a_recipient_list_that_is_no_list_is_refused_by_its_own_name() {
        Exchange done = post("createNotification", "{'recipient_list': 'a@example.com', 'content': 'C'}", Map.of());

        assertThat(status(done)).isEqualTo(400);
        assertThat(body(done).get("errors").fieldNames()).toIterable().containsExactly("recipient_list");
    }

    @ParameterizedTest
    @CsvSource({"email,a@example.com,email", "sms,+79991234567,phone_number", "telegram,42,telegram_id"})
    void dialect_b_calls_the_address_after_the_channel(String channel, String recipient, String kind) {
        Exchange done = post(
                "createSimpleNotification",
                "{'channel': '" + channel + "', 'recipient': '" + recipient + "', 'message': 'M'}",
                Map.of("Idempotency-Key", "k-2"));

        assertThat(status(done)).isEqualTo(201);
        assertThat(accepted().dialect()).isEqualTo("single");
        assertThat(accepted().key()).isEqualTo("k-2");
        assertThat(accepted().request())
                .isEqualTo(json("{'recipients': [{'" + kind + "': '" + recipient + "'}], 'channels': ['" + channel
                        + "'], 'subject': null, 'message': 'M', 'priority': null, 'scheduled_at': null}"));
        JsonNode answer = body(done);
        assertThat(answer.get("status").textValue()).isEqualTo("queued");
        assertThat(answer.get("channel").textValue()).isEqualTo(channel);
        assertThat(answer.get("recipient").textValue()).isEqualTo(recipient);
        assertThat(answer.get("attempts").intValue()).isZero();
        assertThat(answer.get("error").isNull()).isTrue();
        assertThat(answer.get("updated_at")).isEqualTo(answer.get("created_at"));
    }

    @Test
    void dialect_b_may_give_a_chat_as_a_number() {
        Exchange done =
                post("createSimpleNotification", "{'channel': 'telegram', 'recipient': 42, 'message': 'M'}", Map.of());

        assertThat(body(done).get("recipient").textValue()).isEqualTo("42");
    }

    @Test
    void errors_of_dialect_b_name_its_own_fields() {
        Exchange done =
                post("createSimpleNotification", "{'channel': 'fax', 'recipient': '', 'message': 'M'}", Map.of());

        assertThat(status(done)).isEqualTo(400);
        assertThat(body(done).get("errors").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("recipient", "channel");
    }

    @Test
    void dialect_c_makes_a_notification_of_each_recipient() {
        Exchange done = post(
                "createSimpleNotification",
                "{'recipients': [{'email': 'a@example.com', 'name': 'ignored'}, {'phone_number': '89991234567'}],"
                        + " 'message': 'M', 'subject': 'S'}",
                Map.of());

        assertThat(status(done)).isEqualTo(201);
        assertThat(accepted().dialect()).isEqualTo("fallback");
        assertThat(accepted().request())
                .isEqualTo(
                        json(
                                "{'recipients': [{'email': 'a@example.com', 'phone_number': null, 'telegram_id': null},"
                                        + " {'email': null, 'phone_number': '89991234567', 'telegram_id': null}], 'policy': 'default',"
                                        + " 'subject': 'S', 'message': 'M', 'priority': null, 'scheduled_at': null, 'separate': true}"));
        JsonNode answer = body(done);
        assertThat(answer.get("created_notifications").intValue()).isEqualTo(2);
        assertThat(sql.sql("select id::text from notifications")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(
                        answer.get("ids").get(0).textValue(),
                        answer.get("ids").get(1).textValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "[1]; The body must be a JSON object.",
                "{'recipients': [], 'recipient': 'x'}; Give either recipients or channel and recipient, not both."
            })
    void what_is_neither_dialect_b_nor_c_is_refused(String request, String detail) {
        Exchange done = post("createSimpleNotification", request, Map.of());

        assertThat(status(done)).isEqualTo(400);
        assertThat(body(done).get("detail").textValue()).isEqualTo(detail);
    }

    @Test
    void a_body_that_is_no_json_is_a_problem() {
        Exchange done = post("createNotification", "{", Map.of());

        assertThat(status(done)).isEqualTo(400);
        assertThat(done.getMessage().getHeader("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "scheduled,queued",
        "queued,queued",
        "processing,processing",
        "sent,sent",
        "delivered,sent",
        "failed,failed",
        "cancelled,failed",
        "expired,failed",
        "suppressed,failed"
    })
    void the_old_dialects_know_four_statuses(String status, String shown) {
        String id = accept("{'recipients': [{'email': 'anna@example.com'}], 'channels': ['email'], 'message': 'M'}");
        sql.sql("update deliveries set status = ?, attempts = 2, error = 'e'")
                .param(status)
                .update();

        Exchange done = post("getSimpleNotification", "", Map.of("id", id));

        assertThat(status(done)).isEqualTo(200);
        JsonNode view = body(done);
        assertThat(view.get("status").textValue()).isEqualTo(shown);
        assertThat(view.get("channel").textValue()).isEqualTo("email");
        assertThat(view.get("recipient").textValue()).isEqualTo("anna@example.com");
        assertThat(view.get("attempts").intValue()).isEqualTo(2);
        assertThat(view.get("error").textValue()).isEqualTo("e");
        assertThat(view.get("message").textValue()).isEqualTo("M");
    }

    @Test
    void an_unknown_id_is_not_found() {
        assertThat(status(post("getSimpleNotification", "", Map.of("id", "7")))).isEqualTo(404);
    }
}
