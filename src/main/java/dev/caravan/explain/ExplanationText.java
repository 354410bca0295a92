package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An explanation as lines for people at a terminal. */
public final class ExplanationText {

    private final List<String> lines = new ArrayList<>();

    private ExplanationText() {}

    /** @param explanation as the API gives it */
    public static List<String> of(JsonNode explanation) {
        ExplanationText text = new ExplanationText();
        text.request(explanation);
        explanation.path("recipients").forEach(text::recipient);
        text.line("");
        text.line("routes    %s", list(explanation.path("routes"), " > "));
        explanation.path("warnings").forEach(warning -> text.line("note      %s", warning.asText()));
        return text.lines;
    }

    private void request(JsonNode explanation) {
        line(
                "dialect   %s, by the route %s",
                explanation.path("dialect").asText(), explanation.path("route").asText());
        for (String choice : List.of("queue", "policy")) {
            JsonNode chosen = explanation.path(choice);
            if (chosen.isObject()) {
                line(
                        "%-9s %s: %s",
                        choice, chosen.path("name").asText(), chosen.path("why").asText());
            }
        }
        JsonNode template = explanation.path("template");
        if (template.isObject()) {
            line(
                    "template  %s, version %s, %s",
                    template.path("slug").asText(),
                    template.path("version").asText(),
                    template.path("engine").asText());
        }
    }

    private void recipient(JsonNode recipient) {
        line("");
        line("to        %s", list(recipient.path("recipient"), ", "));
        JsonNode goes = recipient.path("goes_at");
        String outcome = recipient.path("outcome").asText();
        if (goes.isObject()) {
            line(
                    "%-9s by %s, at %s: %s",
                    outcome,
                    recipient.path("channel").asText(),
                    goes.path("at").asText(),
                    goes.path("why").asText());
        } else {
            line("%-9s %s", outcome, recipient.path("why").asText());
        }
        for (JsonNode channel : recipient.path("channels")) {
            verdict("  ", channel.path("channel").asText(), channel);
            for (JsonNode provider : recipient.path("providers")) {
                if (provider.path("channel").equals(channel.path("channel"))) {
                    verdict("    ", provider.path("name").asText(), provider);
                }
            }
        }
        for (String part : List.of("subject", "text", "html")) {
            if (recipient.path(part).isTextual()) {
                line("%-9s %s", part, recipient.path(part).textValue().replace("\n", "\n          "));
            }
        }
    }

    private void verdict(String indent, String name, JsonNode verdict) {
        line(
                "%-18s %-12s %s",
                indent + name,
                verdict.path("verdict").asText(),
                verdict.path("why").asText());
    }

    private static String list(JsonNode values, String between) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(between));
    }

    private void line(String format, Object... values) {
        lines.add(format.formatted(values).stripTrailing());
    }
}
