package dev.caravan.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTextTest {

    @Test
    void a_page_becomes_lines_and_paragraphs() {
        String html = """
                <!DOCTYPE html><html><head><title>Order</title><style>p { color: red }</style></head>
                <body><h1>Your order</h1><!-- <p>hidden</p> -->
                <p>Hello&nbsp;<b>Anna</b>,<br>it is <i>on
                its way</i>.</p><ul><li>one</li><li>two &lt;3</li></ul>
                <SCRIPT>alert("<p>no</p>")</SCRIPT><p>Bye</p></body></html>""";

        assertThat(HtmlText.of(html))
                .isEqualTo("Your order\n\nHello Anna,\nit is on its way.\n\n- one\n- two <3\n\nBye");
    }

    @Test
    void a_link_keeps_its_address() {
        assertThat(HtmlText.of("<a href=\"https://example.test/x?a=1&amp;b=2\">Confirm</a> now"))
                .isEqualTo("Confirm (https://example.test/x?a=1&b=2) now");
        assertThat(HtmlText.of("<a href='https://example.test'>https://example.test</a>"))
                .isEqualTo("https://example.test");
        assertThat(HtmlText.of("<a href=\"javascript:x\">Confirm</a>")).isEqualTo("Confirm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "</", "<!--", "<a href=\"", "<style>", "<p", "&", "<a href=https://x>"})
    void a_hostile_page_takes_no_time(String piece) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> HtmlText.of(piece.repeat(100_000)));
    }
}
