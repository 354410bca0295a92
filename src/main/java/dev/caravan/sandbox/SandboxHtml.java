package dev.caravan.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Draws the page: the messages on one side, one of them in full ({@link LetterHtml}) on the other. */
final class SandboxHtml {

    private static final String CURL = """
            curl {}/api/v1/notifications \\
              -H 'Content-Type: application/json' \\
              -d '{"recipients": [{"email": "you@example.com"}],
                   "subject": "Hello", "message": "It works 🎉"}'""";

    private static final int SHOWN = 100;
    private static final int SNIPPET = 140;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Map<String, String> CHANNELS =
            Map.of("", "All", Caught.EMAIL, "Mail", Caught.TELEGRAM, "Telegram", Caught.SMS, "SMS");

    private final Sandbox sandbox;
    private final View view;
    private final String site;
    private final Markup out = new Markup();

    /** @param site address of the application as the browser sees it */
    SandboxHtml(Sandbox sandbox, View view, String site) {
        this.sandbox = sandbox;
        this.view = view;
        this.site = site;
    }

    String page() {
        List<Caught> messages = sandbox.newest(view.channel(), view.to(), SHOWN);
        out.add("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        out.add("<meta name=\"color-scheme\" content=\"light dark\"><title>Sandbox · Caravan</title>");
        out.add("<link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"{}/sandbox.css\">", view.base());
        if (view.refresh() || messages.isEmpty()) {
            out.add("<meta http-equiv=\"refresh\" content=\"{}\">", view.refresh() ? 3 : 5);
        }
        out.add("</head><body class=\"{}\">", view.id() == null ? "browsing" : "reading");
        header();
        faultsThatAreOn();
        filter();
        if (messages.isEmpty()) {
            nothing();
        } else {
            Optional<Caught> picked = view.id() == null ? Optional.of(messages.get(0)) : sandbox.find(view.id());
            out.add("<main>");
            list(messages, picked.map(Caught::id).orElse(0L));
            LetterHtml article = new LetterHtml(out, view);
            picked.ifPresentOrElse(article::letter, article::gone);
            out.add("</main>");
        }
        SandboxHelp.draw(out, view.base(), sandbox.size() == 0);
        return out.add("</body></html>").toString();
    }

    private void header() {
        out.add(
                "<header><div><h1>Caravan sandbox</h1><p>{} caught here. Nothing leaves this process.</p></div>",
                caughtHere());
        out.add("<nav><a class=\"button\" href=\"{}\">Refresh</a>", view.link());
        View other = view.refresh(!view.refresh());
        out.add("<a class=\"button{}\" href=\"{}\">Auto-refresh</a>", view.refresh() ? " on" : "", other.link());
        out.add("<form method=\"post\" action=\"{}/clear\"><button>Clear</button></form></nav></header>", view.base());
    }

    private String caughtHere() {
        List<String> names = sandbox.active().stream()
                .map(each -> each.equals(Catchers.SMS) ? "SMS" : each.equals(Catchers.TELEGRAM) ? "Telegram" : each)
                .toList();
        String all = names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
        return StringUtils.capitalize(all) + (names.size() == 1 ? " is" : " are");
    }

    private void faultsThatAreOn() {
        sandbox.faults().get("items").forEach(fault -> {
            String until =
                    CLOCK.format(Instant.parse(fault.get("until").asText()).atOffset(ZoneOffset.UTC));
            out.add("<form class=\"warning\" method=\"post\" action=\"{}/fault\">", view.base());
            out.add("<span><b>{}</b> is told to be ", fault.get("provider").asText());
            out.add(
                    "<b>{}</b> until {} UTC</span>",
                    fault.get("behaviour").asText().replace('_', ' '),
                    until);
            out.add(
                    "<input type=\"hidden\" name=\"provider\" value=\"{}\">",
                    fault.get("provider").asText());
            out.add("<input type=\"hidden\" name=\"behaviour\" value=\"accept\">");
            out.add("<input type=\"hidden\" name=\"seconds\" value=\"0\"><button>End now</button></form>");
        });
    }

    private void filter() {
        out.add("<form class=\"filter\" method=\"get\" action=\"{}\"><span class=\"tabs\">", view.base());
        for (String channel : List.of("", Caught.EMAIL, Caught.TELEGRAM, Caught.SMS)) {
            String current = channel.equals(view.channel()) ? " aria-current=\"true\"" : "";
            out.add(
                    "<a" + current + " href=\"{}\">{}</a>",
                    view.channel(channel).link(),
                    CHANNELS.get(channel));
        }
        out.add("</span><input type=\"hidden\" name=\"channel\" value=\"{}\">", view.channel());
        out.add("<input type=\"search\" name=\"to\" value=\"{}\" placeholder=\"Recipient\"", view.to());
        out.add(" aria-label=\"Recipient\"><button>Filter</button></form>");
    }

    private void list(List<Caught> messages, long picked) {
        out.add("<ol class=\"list\">");
        for (Caught each : messages) {
            Letter letter = each.source().letter();
            String current = each.id() == picked ? " aria-current=\"true\"" : "";
            out.add("<li><a" + current + " href=\"{}\">", view.id(each.id()).link());
            out.add("<span class=\"row\">");
            badge(out, each);
            out.add("<span class=\"to\">{}</span>", each.to());
            time(out, each.receivedAt(), CLOCK);
            out.add("</span>");
            if (letter.subject() != null) {
                out.add("<span class=\"subject\">{}</span>", letter.subject());
            }
            out.add("<span class=\"snippet\">{}</span></a></li>", snippet(letter.text()));
        }
        out.add("</ol>");
    }

    private void nothing() {
        if (sandbox.size() > 0 && view.filtered()) {
            out.add("<section class=\"empty\"><h2>No message fits the filter</h2>");
            out.add("<p><a href=\"{}\">Show all {}</a></p></section>", view.base(), sandbox.size());
            return;
        }
        out.add("<section class=\"empty\"><h2>No messages yet</h2><p>Send one, and it shows up here:</p><pre>");
        out.add(CURL, site);
        out.add("</pre></section>");
    }

    static void badge(Markup out, Caught caught) {
        out.add("<span class=\"badge {}\">{}</span>", caught.channel(), CHANNELS.get(caught.channel()));
    }

    static void time(Markup out, Instant moment, DateTimeFormatter format) {
        String shown = format.format(moment.atOffset(ZoneOffset.UTC));
        out.add("<time datetime=\"{}\" title=\"{}\">{}</time>", moment, moment, shown);
    }

    private static String snippet(@Nullable String text) {
        String line = Objects.toString(text, "").strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= SNIPPET
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SNIPPET)) + "…";
    }
}
