package dev.caravan.template;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** Reads HTML as plain text: the text part of a mail, or an SMS, where the template has only HTML. */
final class HtmlText {

    private static final Set<String> HIDDEN = Set.of("head", "style", "script", "title");
    private static final Set<String> LINES =
            Set.of("br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr");

    private final String html;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String link;
    private int linkStart;

    private HtmlText(String html) {
        this.html = html;
    }

    /** Text with a line for each block, {@code - } before list items and a link's address after its words. */
    static String of(String html) {
        HtmlText reader = new HtmlText(html);
        reader.read();
        return reader.text.toString().strip();
    }

    private void read() {
        int at = 0;
        while (at < html.length()) {
            int open = html.indexOf('<', at);
            if (open < 0) {
                words(html.substring(at));
                return;
            }
            words(html.substring(at, open));
            boolean comment = html.startsWith("<!--", open);
            int close = html.indexOf(comment ? "-->" : ">", open);
            if (close < 0) {
                return;
            }
            at = comment ? close + 3 : tag(html.substring(open + 1, close), close + 1);
        }
    }

    /** Takes one tag in, and returns where to read on. */
    private int tag(String tag, int next) {
        boolean end = tag.startsWith("/");
        String name = name(end ? tag.substring(1) : tag);
        if (!end && HIDDEN.contains(name)) {
            int close = indexOfIgnoreCase("</" + name, next);
            return close < 0 ? html.length() : close;
        }
        if (LINES.contains(name)) {
            newLine();
        }
        if (name.equals("li") && !end) {
            text.append("- ");
        } else if (name.equals("a") && !end) {
            link = attribute(tag, "href");
            linkStart = text.length();
        } else if (name.equals("a") && link != null) {
            String words = text.substring(Math.min(linkStart, text.length())).strip();
            if (!words.equals(link)) {
                text.append(words.isEmpty() ? link : " (" + link + ")");
            }
            link = null;
        }
        return next;
    }

    private void words(String raw) {
        String words = HtmlUtils.htmlUnescape(raw);
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            boolean space = Character.isWhitespace(c) || c == '\u00a0';
            if (!space) {
                text.append(c);
            } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
                text.append(' ');
            }
        }
    }

    private void newLine() {
        while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
            text.setLength(text.length() - 1);
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    private int indexOfIgnoreCase(String what, int from) {
        for (int at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
            if (html.regionMatches(true, at, what, 0, what.length())) {
                return at;
            }
        }
        return -1;
    }

    private static String name(String tag) {
        int length = 0;
        while (length < tag.length() && Character.isLetterOrDigit(tag.charAt(length))) {
            length++;
        }
        return tag.substring(0, length).toLowerCase(Locale.ROOT);
    }

    private static @Nullable String attribute(String tag, String name) {
        int at = tag.toLowerCase(Locale.ROOT).indexOf(name + "=");
        if (at < 0 || at + name.length() + 2 > tag.length()) {
            return null;
        }
        String value = tag.substring(at + name.length() + 1);
        char quote = value.charAt(0);
        int end = quote == '"' || quote == '\'' ? value.indexOf(quote, 1) : value.indexOf(' ');
        value = value.substring(quote == '"' || quote == '\'' ? 1 : 0, end < 0 ? value.length() : end);
        return HtmlUtils.htmlUnescape(value);
    }
}
