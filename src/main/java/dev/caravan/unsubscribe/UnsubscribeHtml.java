package dev.caravan.unsubscribe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** The pages behind the link: no script, nothing from anywhere else, one button. */
final class UnsubscribeHtml {

    private static final String STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;"
            + "padding:0 1rem;color:#222;background:#fff}button{font:inherit;padding:.5rem 1.2rem;cursor:pointer}"
            + "@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}}";

    /** Allows the one style above, and forms to this address. */
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="%s">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>%s</title>
            <style>%s</style>
            </head>
            <body>
            <h1>%s</h1>
            %s
            </body>
            </html>
            """;
    private static final String BUTTON = """
            <form method="post"><button name="%s" value="%s">%s</button></form>\
            """;

    private UnsubscribeHtml() {}

    /** The headers that belong to each page. */
    static Map<String, String> headers(PageTexts texts) {
        return Map.of(
                "Content-Type", "text/html;charset=UTF-8",
                "Content-Language", texts.language(),
                "Content-Security-Policy", POLICY,
                "Cache-Control", "no-store",
                "Referrer-Policy", "no-referrer",
                "X-Content-Type-Options", "nosniff",
                "X-Robots-Tag", "noindex",
                "Vary", "Accept, Accept-Language");
    }

    static String question(PageTexts texts, Subscriber who) {
        return page(texts, texts.question().formatted(who.masked()), leave(texts));
    }

    static String done(PageTexts texts, Subscriber who) {
        return page(
                texts,
                texts.done().formatted(who.masked()),
                "<p>" + HtmlUtils.htmlEscape(texts.still(), "UTF-8") + "</p>\n"
                        + BUTTON.formatted("undo", "1", texts.undo()));
    }

    static String undone(PageTexts texts, Subscriber who) {
        return page(texts, texts.undone().formatted(who.masked()), leave(texts));
    }

    /** @param sender whom to write to; null if that is not known */
    static String spoilt(PageTexts texts, @Nullable String sender) {
        String ask = sender == null ? texts.ask() : texts.askAt().formatted(sender);
        return page(
                texts,
                texts.spoilt(),
                "<p>" + HtmlUtils.htmlEscape(texts.mend(), "UTF-8") + "</p>\n<p>" + HtmlUtils.htmlEscape(ask, "UTF-8")
                        + "</p>");
    }

    private static String leave(PageTexts texts) {
        return BUTTON.formatted("List-Unsubscribe", "One-Click", texts.leave());
    }

    private static String page(PageTexts texts, String heading, String rest) {
        // UTF-8, so that only what means something in HTML is escaped
        String escaped = HtmlUtils.htmlEscape(heading, "UTF-8");
        return PAGE.formatted(texts.language(), texts.title(), STYLE, escaped, rest);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
