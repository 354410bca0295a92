package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.PermanentFault;
import dev.caravan.template.Templates;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** render and render-freemarker: what a channel gets to send. */
class RenderRoutesTest extends RouteTest {

    @Autowired
    private Templates templates;

    /** Stores a template, delivers it by SMS to a recipient called Anna, and returns what reached the gateway's door. */
    private Exchange render(String template, String channel, String more) {
        String slug = "t-" + UUID.randomUUID();
        templates.create(((ObjectNode) json(template)).put("slug", slug).put("name", slug));
        return deliverBy(channel, "'template_slug': '" + slug + "', 'context': {'name': '<Anna>', 'sum': 3}" + more);
    }

    private Exchange deliverBy(String channel, String content) {
        deliver("{'recipients': [{'email': 'anna@example.com', 'telegram_id': '42'}], 'channels': ['" + channel + "'], "
                + content + "}");
        var sent = mock(channel.equals("email") ? SMTP : TELEGRAM).getReceivedExchanges();
        assertThat(sent).hasSize(1);
        return sent.get(0);
    }

    private static String text(Exchange sent) {
        return sent.getMessage().getBody(String.class);
    }

    @Test
    void a_literal_message_stays_as_it_is() {
        Exchange sent = deliverBy("telegram", "'message': 'Hello ${name} {{name}} <b>', 'subject': 'S'");

        assertThat(text(sent)).isEqualTo("Hello ${name} {{name}} <b>");
        assertThat(sent.getVariable("subject")).isEqualTo("S");
        assertThat(sent.getVariable("html")).isNull();
    }

    @Test
    void freemarker_renders_a_text_alone() {
        Exchange sent = render("{'engine': 'freemarker', 'content': 'Hello ${name}, ${sum + 1}'}", "telegram", "");

        assertThat(text(sent)).isEqualTo("Hello <Anna>, 4");
        assertThat(sent.getVariable("subject")).isNull();
        assertThat(sent.getVariable("html")).isNull();
    }

    @Test
    void freemarker_renders_subject_and_html_where_the_template_has_them() {
        Exchange sent = render(
                "{'engine': 'freemarker', 'subject': 'For ${name}', 'content': 'Hello ${name}',"
                        + " 'variants': {'email.html': '<p>Hello ${name}</p>'}}",
                "email",
                "");

        assertThat(sent.getVariable("subject")).isEqualTo("For <Anna>");
        assertThat(sent.getVariable("html", String.class)).isEqualTo("<p>Hello &lt;Anna&gt;</p>");
        assertThat(sent.getMessage().getHeaders().keySet()).noneMatch(name -> name.startsWith("CamelFreemarker"));
    }

    @Test
    void a_page_goes_to_mail_with_a_text_made_of_it() throws Exception {
        Exchange sent = render("{'engine': 'freemarker', 'content': '<html><p>Hello ${name}</p></html>'}", "email", "");

        assertThat(sent.getVariable("html", String.class)).contains("<p>Hello &lt;Anna&gt;</p>");
        MimeMultipart parts =
                (MimeMultipart) sent.getMessage().getBody(MimeMessage.class).getContent();
        assertThat(new String(parts.getBodyPart(0).getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("Hello <Anna>");
    }

    @Test
    void a_subject_in_the_request_takes_the_place_of_the_templates() {
        Exchange sent = render(
                "{'engine': 'freemarker', 'subject': 'For ${name}', 'content': 'Hello'}",
                "email",
                ", 'subject': 'Literal ${name}'");

        assertThat(sent.getVariable("subject")).isEqualTo("Literal ${name}");
    }

    @Test
    void mustache_renders_text_subject_and_html() {
        Exchange sent = render(
                "{'engine': 'mustache', 'subject': 'For {{name}}', 'content': 'Hello {{name}}',"
                        + " 'variants': {'email.html': '<p>Hello {{name}}</p>'}}",
                "email",
                "");

        assertThat(sent.getVariable("subject")).isEqualTo("For <Anna>");
        assertThat(sent.getVariable("html", String.class)).isEqualTo("<p>Hello &lt;Anna&gt;</p>");
    }

    @Test
    void mustache_renders_a_text_alone() {
        Exchange sent = render("{'engine': 'mustache', 'content': 'Hello {{name}}'}", "telegram", "");

        assertThat(text(sent)).isEqualTo("Hello <Anna>");
        assertThat(sent.getVariable("subject")).isNull();
        assertThat(sent.getVariable("html")).isNull();
    }

    @Test
    void a_channel_gets_its_own_variant() {
        String template = "{'engine': 'freemarker', 'content': 'long', 'variants': {'telegram': 'short'}}";

        assertThat(text(render(template, "telegram", ""))).isEqualTo("short");
    }

    @Test
    void html_of_one_channel_does_not_leak_into_the_next() {
        String slug = "t-" + UUID.randomUUID();
        templates.create(((ObjectNode) json("{'engine': 'freemarker', 'subject': 'S', 'content': 'text',"
                        + " 'variants': {'email.html': '<p>page</p>'}}"))
                .put("slug", slug)
                .put("name", slug));
        mock(SMTP).whenAnyExchangeReceived(exchange -> {
            throw new PermanentFault("no such user");
        });

        deliver(
                "{'recipients': [{'email': 'anna@example.com', 'telegram_id': '42'}], 'channels': ['email', 'telegram'],"
                        + " 'template_slug': '" + slug + "'}");

        Exchange sent = mock(TELEGRAM).getReceivedExchanges().get(0);
        assertThat(sent.getVariable("html")).isNull();
        assertThat(text(sent)).isEqualTo("text");
    }

    @Test
    void a_template_that_cannot_be_rendered_fails_for_good_and_nothing_is_sent() {
        String slug = "t-" + UUID.randomUUID();
        templates.create(((ObjectNode) json("{'engine': 'freemarker', 'content': 'Hello ${missing}'}"))
                .put("slug", slug)
                .put("name", slug));

        JsonNode delivery = deliver("{'recipients': [{'email': 'anna@example.com'}], 'channels': ['email'],"
                + " 'template_slug': '" + slug + "'}");

        assertThat(delivery.get("status").textValue()).isEqualTo("failed");
        assertThat(delivery.get("error").textValue()).contains(slug, "missing");
        assertThat(mock(SMTP).getReceivedCounter()).isZero();
    }
}
