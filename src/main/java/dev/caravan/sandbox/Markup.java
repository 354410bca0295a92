package dev.caravan.sandbox;

import java.nio.charset.StandardCharsets;
import org.springframework.web.util.HtmlUtils;

/** HTML in the making: every value is escaped, so that no message can become part of the page that shows it. */
final class Markup {

    private final StringBuilder out = new StringBuilder();

    /** @param html markup in which each {@code {}} stands for the next value, escaped */
    Markup add(String html, Object... values) {
        int from = 0;
        for (Object value : values) {
            int hole = html.indexOf("{}", from);
            out.append(html, from, hole)
                    .append(HtmlUtils.htmlEscape(String.valueOf(value), StandardCharsets.UTF_8.name()));
            from = hole + 2;
        }
        out.append(html, from, html.length());
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
