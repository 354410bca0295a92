package dev.caravan.template;

import java.util.Locale;
import java.util.Set;
import org.springframework.web.util.HtmlUtils;

/** Makes of a page the text for readers without HTML: paragraphs, lines, list items and the addresses of links. */
final class HtmlText {

    private static final Set<String> UNSEEN = Set.of("head", "style", "script", "title", "template");
    private static final Set<String> LINES = Set.of("br", "div", "li", "tr", "ul", "ol", "hr");
    private static final Set<String> PARAGRAPHS =
            Set.of("p", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre");

    private final String html;
    private final StringBuilder text = new StringBuilder();
    private String link = "";
    private int linkStart;

    private HtmlText(String html) {
        this.html = html;
    }

    /** Drops tags, comments and what a page does not show. Takes time in proportion to the page, whatever is in it. */
    static String of(String html) {
        HtmlText page = new HtmlText(html);
        page.read();
        return page.text.toString().strip();
    }

    private void read() {
        int from = 0;
        while (from < html.length()) {
            int open = html.indexOf('<', from);
            append(HtmlUtils.htmlUnescape(html.substring(from, open < 0 ? html.length() : open)));
            if (open < 0) {
                return;
            }
            boolean comment = html.startsWith("<!--", open);
            from = after(comment ? "-->" : ">", open);
            if (!comment) {
                String tag = html.substring(open + 1, Math.max(open + 1, from - 1));
                String name = name(tag);
                if (UNSEEN.contains(name)) {
                    from = afterElement(name, from);
                }
                tag(name, tag);
            }
        }
    }

    private void tag(String name, String tag) {
        if (name.equals("a")) {
            link = target(tag);
            linkStart = text.length();
        } else if (name.equals("/a")) {
            if (!link.isEmpty() && !text.substring(linkStart).strip().equals(link)) {
                append(" (" + link + ")");
            }
            link = "";
        } else {
            breakLine(name.startsWith("/") ? name.substring(1) : name);
            if (name.equals("li")) {
                text.append("- ");
            }
        }
    }

    /** Appends words, every run of white space as one space. */
    private void append(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (!Character.isWhitespace(c) && c != '\u00A0') {
                text.append(c);
            } else if (!endsWith(' ', 1) && !endsWith('\n', 1)) {
                text.append(' ');
            }
        }
    }

    private void breakLine(String name) {
        int wanted = PARAGRAPHS.contains(name) ? 2 : LINES.contains(name) ? 1 : 0;
        if (wanted == 0) {
            return;
        }
        while (endsWith(' ', 1)) {
            text.setLength(text.length() - 1);
        }
        // <br> always makes a line; blocks share the one between them.
        if (name.equals("br") && !endsWith('\n', 2)) {
            text.append('\n');
        }
        while (!text.isEmpty() && !endsWith('\n', wanted)) {
            text.append('\n');
        }
    }

    private boolean endsWith(char c, int times) {
        for (int i = 1; i <= times; i++) {
            if (text.length() < i || text.charAt(text.length() - i) != c) {
                return false;
            }
        }
        return true;
    }

    private int after(String mark, int from) {
        int at = html.indexOf(mark, from);
        return at < 0 ? html.length() : at + mark.length();
    }

    private int afterElement(String name, int from) {
        int at = from;
        while ((at = html.indexOf("</", at)) >= 0) {
            if (html.regionMatches(true, at + 2, name, 0, name.length())) {
                return after(">", at);
            }
            at += 2;
        }
        return html.length();
    }

    private static String name(String tag) {
        int end = 0;
        while (end < tag.length() && !Character.isWhitespace(tag.charAt(end)) && (end == 0 || tag.charAt(end) != '/')) {
            end++;
        }
        return tag.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static String target(String tag) {
        int at = tag.toLowerCase(Locale.ROOT).indexOf("href=");
        if (at < 0 || at + 6 > tag.length()) {
            return "";
        }
        char quote = tag.charAt(at + 5);
        int end = quote == '"' || quote == '\'' ? tag.indexOf(quote, at + 6) : -1;
        String target = end < 0 ? "" : HtmlUtils.htmlUnescape(tag.substring(at + 6, end));
        return target.startsWith("http://") || target.startsWith("https://") ? target : "";
    }
}
