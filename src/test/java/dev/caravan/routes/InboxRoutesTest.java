package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** createInboxRecord, inbox-key-*, inbox-mail, send-inbox-mails: what an event leads to. */
class InboxRoutesTest extends RouteTest {

    private static final String USER = "638f394d4b7243fe0399fd67";

    private Exchange create(String key) {
        return producer.send(
                "direct:createInboxRecord",
                exchange -> exchange.getMessage()
                        .setBody("{\"user_id\":\"" + USER + "\",\"key\":\"" + key
                                + "\",\"data\":{\"place\":\"Oslo\",\"tries\":3}}"));
    }

    private int count(String table) {
        return sql.sql("select count(*) from " + table).query(Integer.class).single();
    }

    private void order(String request) {
        sql.sql("insert into inbox_mails (request) values (cast(? as jsonb))")
                .param(request.replace('\'', '"'))
                .update();
    }

    @ParameterizedTest
    @CsvSource({"registration, 0, 1", "new_message, 1, 0", "new_post, 1, 0", "new_login, 1, 1"})
    void a_key_is_recorded_or_mailed_or_both(String key, int records, int mails) {
        Exchange done = create(key);

        assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(201);
        assertThat(done.getMessage().getBody(String.class)).isEqualTo("{\"success\":true}");
        assertThat(count("inbox_records")).isEqualTo(records);
        assertThat(count("inbox_mails")).isEqualTo(mails);
        assertThat(count("notifications")).isZero();
    }

    @Test
    void an_ordered_mail_becomes_one_notification() {
        create("new_login");

        run("send-inbox-mails", null);
        run("send-inbox-mails", null);

        assertThat(count("inbox_mails")).isZero();
        assertThat(sql.sql("select message from notifications")
                        .query(String.class)
                        .list())
                .containsExactly("new_login\n\nplace: Oslo\ntries: 3");
        assertThat(sql.sql("select email from deliveries").query(String.class).list())
                .containsExactly("owner@example.com");
    }

    @Test
    void an_order_that_no_notification_can_be_made_of_does_not_hold_up_the_others() {
        order("{'recipients':[{'email':'nonsense'}],'message':'x'}");
        order("{'recipients':[{'email':'a@example.com'}],'message':'x'}");

        run("send-inbox-mails", null);

        assertThat(count("inbox_mails")).isZero();
        assertThat(sql.sql("select email from deliveries").query(String.class).list())
                .isEqualTo(List.of("a@example.com"));
    }

    @Test
    void a_key_that_no_route_is_for_is_refused() {
        Exchange done = create("new_moon");

        assertThat(done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(400);
        assertThat(json(done.getMessage().getBody(String.class)).get("success").booleanValue())
                .isFalse();
        assertThat(count("inbox_records")).isZero();
    }
}
