package dev.caravan.sandbox;

import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Draws one message in full. */
final class LetterHtml {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'");

    private final Markup out;
    private final View view;

    LetterHtml(Markup out, View view) {
        this.out = out;
        this.view = view;
    }

    void letter(Caught caught) {
        Letter letter = caught.source().letter();
        out.add(
                "<article><a class=\"all\" href=\"{}\">← All messages</a>",
                view.id(null).link());
        out.add("<h2>{}</h2><dl>", Objects.requireNonNullElse(letter.subject(), "To " + caught.to()));
        field("From", Objects.requireNonNullElse(letter.from(), caught.from()));
        field("To", caught.to());
        out.add("<dt>By</dt><dd>");
        SandboxHtml.badge(out, caught);
        out.add(" {}</dd><dt>Received</dt><dd>", caught.provider());
        SandboxHtml.time(out, caught.receivedAt(), DATE);
        out.add("</dd>");
        field("Message id", letter.messageId());
        field("Attached", letter.attachments().isEmpty() ? null : String.join(", ", letter.attachments()));
        out.add("</dl>");
        if (letter.html() != null) {
            out.add(
                    "<iframe sandbox title=\"The mail as HTML\" src=\"{}/messages/{}/html\"></iframe>",
                    view.base(),
                    caught.id());
        }
        if (letter.text() != null) {
            out.add("<div class=\"text {}\">{}</div>", caught.channel(), letter.text());
        }
        headers(caught, letter);
        out.add("</article>");
    }

    private void headers(Caught caught, Letter letter) {
        if (letter.headers().isEmpty()) {
            return;
        }
        boolean mail = caught.source() instanceof RawMail;
        out.add("<details><summary>{}</summary><table>", mail ? "Headers" : "Other fields of the request");
        letter.headers().forEach((name, value) -> out.add("<tr><th>{}</th><td>{}</td></tr>", name, value));
        out.add("</table></details>");
        if (mail) {
            out.add("<p><a href=\"{}/messages/{}/source\">Source</a>", view.base(), caught.id());
            out.add(" ({} bytes)</p>", caught.source().size());
        }
    }

    void gone() {
        out.add(
                "<article><a class=\"all\" href=\"{}\">← All messages</a>",
                view.id(null).link());
        out.add("<h2>Gone</h2><p>The sandbox keeps the last messages only, and this one has gone.</p></article>");
    }

    private void field(String name, @Nullable String value) {
        if (StringUtils.hasText(value)) {
            out.add("<dt>{}</dt><dd>{}</dd>", name, value);
        }
    }
}
