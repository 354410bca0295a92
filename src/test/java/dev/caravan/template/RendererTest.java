package dev.caravan.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.delivery.PermanentFault;
import dev.caravan.delivery.TemporaryFault;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {

    private static TemplateFixture fixture;
    private static CamelContext camel;
    private static ProducerTemplate route;

    @BeforeAll
    static void start() throws Exception {
        fixture = new TemplateFixture();
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("templateConfiguration", new TemplateConfiguration(fixture.parts));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:render")
                        .toD(
                                "freemarker:${variable.part}?configuration=#templateConfiguration&allowTemplateFromHeader=true");
            }
        });
        camel.start();
        route = camel.createProducerTemplate();
    }

    @AfterAll
    static void stop() throws IOException {
        camel.stop();
        fixture.close();
    }

    @Test
    void aMessageIsMadeOfThePartsOfItsChannel() {
        long id = fixture.create("parts", """
            {'subject': 'S', 'content': 'body', 'variants': {'sms': 'short', 'email.html': '<p>rich</p>'}}\
            """);

        assertThat(fixture.renderer.parts(id, "email"))
                .isEqualTo(new Rendition(
                        Engine.FREEMARKER, "v" + id + "/subject", "v" + id + "/content", "v" + id + "/email.html"));
        assertThat(fixture.renderer.parts(id, "sms"))
                .isEqualTo(new Rendition(Engine.FREEMARKER, "v" + id + "/subject", "v" + id + "/sms", null));
        assertThat(fixture.renderer.render(id, "email", Map.of())).isEqualTo(new Rendered("S", "body", "<p>rich</p>"));
        assertThat(fixture.renderer.render(id, "telegram", Map.of())).isEqualTo(new Rendered("S", "body", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi ${name}", "Hi {{name}}"})
    void contentThatIsHtmlGoesToMailAsHtmlAndElsewhereAsText(String greeting) {
        long id = fixture.create(
                "html" + greeting.length(), """
                    {'subject': '%1$s', 'content': '  <!DOCTYPE html><html><head><style>p{}</style></head><body><p>%1$s</p>
                    <a href="https://x.test/?a=1&amp;b=2">Open</a><br><ul><li>one<li>two</ul></body></html>'}\
                    """.formatted(greeting).replace("\"", "\\\""));

        Rendered mail = fixture.renderer.render(id, "email", Map.of("name", "<Ann & Co>"));

        assertThat(mail.subject()).isEqualTo("Hi <Ann & Co>");
        assertThat(mail.html()).contains("<p>Hi &lt;Ann &amp; Co&gt;</p>");
        assertThat(mail.text()).isEqualTo("Hi <Ann & Co>\n\nOpen (https://x.test/?a=1&b=2)\n- one\n- two");
        assertThat(fixture.renderer.render(id, "sms", Map.of("name", "A")).html())
                .isNull();
        assertThat(fixture.renderer.render(id, "sms", Map.of("name", "A")).text())
                .startsWith("Hi A\n\nOpen");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${n} ${d} ${big} ${yes} ${s}|{{n}} {{d}} {{big}} {{yes}} {{s}}|7 1.5 1234567 true <ж>",
                "<#list items as i>${i.name}<#sep>,</#list>|{{#items}}{{name}}{{^-last}},{{/-last}}{{/items}}|a,b",
                "<#if no>x<#else>y</#if>|{{#no}}x{{/no}}{{^no}}y{{/no}}|y",
                "${missing!}|{{missing}}{{n.a.b}}|''",
                "${nested.a.b}|{{nested.a.b}}|deep",
                "${whole}|{{whole}}|2",
            })
    void bothEnginesPrintValuesAlike(String freemarker, String mustache, String expected) {
        var context = PlainValues.context(TemplateFixture.json("""
            {'n': 7, 'd': 1.50, 'big': 1234567, 'yes': true, 'no': false, 's': '<ж>', 'whole': 2.0, 'nothing': null,
             'items': [{'name': 'a'}, {'name': 'b'}], 'nested': {'a': {'b': 'deep'}}}\
            """));

        assertThat(fixture.text(fixture.smuggle("freemarker", freemarker), context))
                .isEqualTo(expected);
        assertThat(fixture.text(fixture.smuggle("mustache", mustache), context)).isEqualTo(expected);
    }

    @Test
    void aMissingValueIsAFaultInFreemarkerAndEmptyInMustache() {
        long freemarker = fixture.create("strict", "{'content': 'Hello\n ${user.name}'}");
        long mustache = fixture.create("lax", "{'content': 'Hello {{user.name}}{{#xs}}x{{/xs}}!'}");

        assertThatThrownBy(() -> fixture.text(freemarker, Map.of("user", Map.of())))
                .isInstanceOf(PermanentFault.class)
                .hasMessage(
                        "template strict v1, line 2, column 4: \"user.name\" has no value; write ${user.name!\"…\"} to"
                                + " give one");
        assertThat(fixture.text(mustache, Map.of())).isEqualTo("Hello !");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${s + 1 - 2}", "${s.a}", "${m}", "<#list s as x></#list>", "<#if s>x</#if>", "${s?number}",
                        "${s?substring(99)}",
                "${s()}", "<@s/>", "${1 / 0}", "${list[5]}", "${s?date('nonsense')}", "${s?replace}", "${m?join(',')}"
            })
    void aFaultIsToldInTheAuthorsWords(String content) {
        long id = fixture.smuggle("freemarker", content);

        assertThatThrownBy(() -> fixture.text(id, Map.of("s", "a secret", "m", Map.of("a", 1), "list", List.of(1))))
                .isInstanceOf(PermanentFault.class)
                .hasMessageMatching("template smuggled v\\d+, line 1, column \\d+: [^\\n]+")
                .hasMessageNotContainingAny("java.", "freemarker", "f.t.", "f.c.", "wrapp", "Exception", "secret");
    }

    @Test
    void ordinaryTemplatesPassTheRules() {
        long id = fixture.create("ordinary", """
            {'content': '<#-- an order -->
            <#assign total = 0.5 + order.price * order.count greeting = "Dear " + user.first + " " + user.last>
            <#macro button url label="Open"><a href="${url}">${label?upper_case}</a></#macro>
            ${greeting}, ${(user.nick)!"friend"}: <#if order.items?? && order.items?size gt 1>many<#elseif x??>x<#else>one</#if>
            <#list order.items as item><#if item?is_last>last: </#if>${item?counter}. ${item.name?cap_first?trim} ${item.price?string(",##0.00")}
            </#list><#list order.items><ul><#items as i>${i.name[0..0]} </#items></ul></#list>
            <#list 1..3 as n>${n}<#sep>, </#sep></#list> <#switch order.state><#case "paid">Paid<#break><#default>Open</#switch>
            <@button url="https://x.test/${order.id}" /> ${order.note?replace("\\\\n", "<br>")} ${total?round} ${[1, 2, 3]?join("/")}
            ${order.day?date("yyyy-MM-dd")?string("dd.MM.yyyy")} ${paid?then("yes", "no")}'}\
            """.replace("\"", "\\\""));

        assertThat(fixture.text(id, PlainValues.context(TemplateFixture.json("""
            {'user': {'first': 'Ann', 'last': 'Lee'}, 'paid': true,
             'order': {'id': 12345, 'price': 10, 'count': 2, 'state': 'paid', 'note': 'a b', 'day': '2026-01-31',
                       'items': [{'name': 'tea', 'price': 1234.5}, {'name': 'cup', 'price': 2}]}}\
            """))))
                .contains(
                        "Dear Ann Lee, friend: many",
                        "1. Tea 1,234.50",
                        "last: 2. Cup 2.00",
                        "<ul>t c </ul>",
                        "1, 2, 3",
                        "Paid",
                        "https://x.test/12345\">OPEN</a>",
                        "a b 21 1/2/3",
                        "31.01.2026 yes");
    }

    @Test
    void aCamelEndpointRendersLikeJava() {
        long id = fixture.create("camel", """
            {'subject': 'For ${name}', 'content': 'Hello ${name} ${n}', 'variants': {'email.html': '<i>${name}</i>'}}\
            """);
        Map<String, Object> context = Map.of("name", "A&B", "n", 1000);

        Rendered java = fixture.renderer.render(id, "email", context);
        Rendition parts = fixture.renderer.parts(id, "email");

        assertThat(throughCamel(parts.subject(), context))
                .isEqualTo(java.subject())
                .isEqualTo("For A&B");
        assertThat(throughCamel(parts.text(), context)).isEqualTo(java.text()).isEqualTo("Hello A&B 1000");
        assertThat(throughCamel(parts.html(), context)).isEqualTo(java.html()).isEqualTo("<i>A&amp;B</i>");
    }

    @Test
    void aCamelEndpointTurnsHtmlIntoTextWhereNeeded() {
        long id = fixture.create("camel-html", "{'content': '<html><p>Hi ${name}</p></html>'}");

        assertThat(throughCamel(fixture.renderer.parts(id, "sms").text(), Map.of("name", "A&B")))
                .isEqualTo("Hi A&B");
    }

    @Test
    void aFaultInACamelEndpointIsPermanentAndNamesItsPlace() {
        long id = fixture.create("camel-fault", "{'content': 'x', 'variants': {'sms': 'Hi ${nobody}'}}");

        assertThatThrownBy(() -> throughCamel("v" + id + "/sms", Map.of()))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(PermanentFault.class)
                .hasMessageStartingWith("template camel-fault v1, sms, line 1, column 6: ");
        assertThatThrownBy(() -> throughCamel("v" + id + "/telegram", Map.of()))
                .cause()
                .isInstanceOf(PermanentFault.class);
        assertThatThrownBy(() -> throughCamel("v999999/content", Map.of()))
                .cause()
                .isInstanceOf(PermanentFault.class);
        assertThatThrownBy(() -> throughCamel("nonsense", Map.of())).cause().isInstanceOf(PermanentFault.class);
    }

    @Test
    void aHeaderCannotBringATemplateOfItsOwn() {
        long id = fixture.create("camel-header", "{'content': 'mine'}");

        for (Map<String, Object> headers : List.of(
                Map.<String, Object>of("CamelFreemarkerTemplate", "theirs"),
                Map.<String, Object>of("CamelFreemarkerResourceUri", "file:/etc/passwd"))) {
            Exchange exchange = route.request("direct:render", request -> {
                request.setVariable("part", "v" + id + "/content");
                request.getIn().setHeaders(new HashMap<>(headers));
            });
            assertThat(exchange.getException()).isInstanceOf(Exception.class);
            assertThat(exchange.getMessage().getBody()).isNull();
        }
    }

    @Test
    void anInterruptionFromOutsideIsKeptAndTheDeliveryIsTriedAgain() {
        long id = fixture.create("interrupted", "{'content': '<#list 1..9 as i>${i}</#list>'}");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> fixture.text(id, Map.of())).isInstanceOf(TemporaryFault.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static String throughCamel(String part, Map<String, Object> context) {
        var exchange = route.request("direct:render", request -> {
            request.setVariable("part", part);
            request.getIn().setHeader("CamelFreemarkerDataModel", context);
        });
        if (exchange.getException() != null) {
            throw new CamelExecutionException("failed", exchange, exchange.getException());
        }
        return exchange.getMessage().getBody(String.class);
    }
}
