package dev.caravan.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.delivery.PlannedDelivery;
import dev.caravan.rehearsal.Walkthrough.Refusal;
import dev.caravan.rehearsal.Walkthrough.Tried;
import dev.caravan.rehearsal.Walkthrough.Walked;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Tells of one recipient what the rehearsal of the delivery showed. Every reason is in the words of what decided. */
final class RecipientExplanation {

    private static final List<String> PARTS = List.of("subject", "text", "html");

    private final PlannedDelivery delivery;
    private final Walked walked;
    private final Gates gates;
    private final List<JsonNode> history;
    private final @Nullable JsonNode sent;

    RecipientExplanation(PlannedDelivery delivery, Walked walked, Gates gates) {
        this.delivery = delivery;
        this.walked = walked;
        this.gates = gates;
        this.history = StreamSupport.stream(walked.result().path("history").spliterator(), false)
                .toList();
        this.sent = history.stream()
                .filter(entry -> is(entry, "outcome", "sent"))
                .reduce((first, last) -> last)
                .orElse(null);
    }

    /** @param now what counts as at once */
    ObjectNode view(Instant now) {
        ObjectNode view = start(delivery);
        view.put("outcome", walked.result().path("status").textValue())
                .put("why", walked.result().path("error").textValue())
                .put("channel", sent == null ? null : sent.path("channel").textValue())
                .put("provider", sent == null ? null : sent.path("provider").textValue())
                .set("goes_at", goesAt(now));
        JsonNode rendered = sent == null ? null : walked.rendered();
        for (String part : PARTS) {
            view.put(part, rendered == null ? null : rendered.path(part).textValue());
        }
        var channels = view.putArray("channels");
        channels().forEach(channel -> channels.add(channel(channel)));
        var providers = view.putArray("providers");
        walked.everything().stream()
                .filter(tried -> tried.provider() != null)
                .forEach(tried -> providers.add(provider(tried.channel(), Objects.requireNonNull(tried.provider()))));
        return view;
    }

    /** What is known of a delivery before it is rehearsed. */
    static ObjectNode start(PlannedDelivery delivery) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.set("recipient", delivery.recipient());
        PlannedDelivery.MailingHours mailing = delivery.mailing();
        return view.put("timezone", mailing == null ? null : mailing.timezone())
                .put("hours", mailing == null ? null : mailing.hours());
    }

    /** Of a delivery that is not rehearsed: nothing is to come, or nobody knows when. */
    static ObjectNode over(PlannedDelivery delivery, String outcome, @Nullable String why) {
        return over(delivery, outcome, why, JsonNodeFactory.instance.objectNode());
    }

    /** @param shown what the API shows of it: its history tells which channels were tried */
    static ObjectNode over(PlannedDelivery delivery, String outcome, @Nullable String why, JsonNode shown) {
        ObjectNode view = start(delivery);
        view.put("outcome", outcome)
                .put("why", why)
                .put("channel", shown.path("channel").textValue());
        String provider = null;
        Map<String, ObjectNode> channels = new LinkedHashMap<>();
        for (JsonNode entry : shown.path("history")) {
            String channel = entry.path("channel").textValue();
            if (channel != null) {
                boolean sent = is(entry, "outcome", "sent");
                provider = sent ? entry.path("provider").textValue() : provider;
                channels.put(
                        channel,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("channel", channel)
                                .put(
                                        "verdict",
                                        sent ? "used" : entry.path("outcome").textValue())
                                .put(
                                        "why",
                                        sent
                                                ? "it took it"
                                                : entry.path("error").textValue()));
            }
        }
        view.put("provider", provider).putNull("goes_at");
        PARTS.forEach(view::putNull);
        view.putArray("channels").addAll(channels.values());
        view.putArray("providers");
        return view;
    }

    private JsonNode goesAt(Instant now) {
        if (sent == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        Instant at = Instant.parse(sent.path("at").asText());
        Instant begins = Objects.requireNonNullElse(walked.begins(), at);
        String why = begins.isAfter(now) ? later(begins) : "nothing holds it back";
        if (at.isAfter(begins)) {
            why += "; then it has to wait: " + lastFaultBefore(at);
        }
        return JsonNodeFactory.instance.objectNode().put("at", Gates.text(at)).put("why", why);
    }

    private String later(Instant begins) {
        PlannedDelivery.MailingHours mailing = delivery.mailing();
        if (mailing != null && mailing.hours() != null && begins.equals(mailing.opening())) {
            return "the mailing goes out from " + mailing.hours() + " on the client's own clock, in "
                    + mailing.timezone();
        }
        if (delivery.rounds() > 0) {
            return "it is tried again then";
        }
        return mailing != null ? "the mailing starts then" : "it is scheduled for then";
    }

    private @Nullable String lastFaultBefore(Instant at) {
        return history.stream()
                .filter(entry -> Instant.parse(entry.path("at").asText()).isBefore(at))
                .map(entry -> entry.path("error").textValue())
                .filter(Objects::nonNull)
                .reduce((first, last) -> last)
                .orElse(null);
    }

    /** In the order in which they would be tried, those that were tried in fact before any that were not. */
    private Set<String> channels() {
        Set<String> channels = new LinkedHashSet<>();
        Stream.concat(
                        walked.everything().stream().map(Tried::channel),
                        history.stream().map(entry -> entry.path("channel").textValue()))
                .filter(Objects::nonNull)
                .forEach(channels::add);
        return channels;
    }

    private ObjectNode channel(String name) {
        List<JsonNode> entries =
                history.stream().filter(entry -> is(entry, "channel", name)).toList();
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("channel", name);
        if (entries.isEmpty()) {
            return walked.everything().stream()
                    .filter(tried -> tried.channel().equals(name) && tried.skipped() != null)
                    .findFirst()
                    .map(tried -> view.put("verdict", "skipped").put("why", tried.skipped()))
                    .orElseGet(() -> view.put("verdict", "not_reached").put("why", before()));
        }
        JsonNode last = entries.get(entries.size() - 1);
        if (is(last, "outcome", "sent")) {
            String reasons = String.join(
                    "; ",
                    walked.refusals().stream().map(Refusal::words).distinct().toList());
            return view.put("verdict", "used")
                    .put(
                            "why",
                            reasons.isEmpty()
                                    ? "the first that nothing speaks against"
                                    : "it takes it, although " + reasons);
        }
        return view.put("verdict", last.path("outcome").textValue())
                .put("why", last.path("error").textValue());
    }

    private String before() {
        return sent == null
                ? "the delivery is over, or waits, before"
                : sent.path("channel").asText() + " takes it before";
    }

    private ObjectNode provider(String channel, String name) {
        ObjectNode view =
                JsonNodeFactory.instance.objectNode().put("name", name).put("channel", channel);
        String refusal = walked.refusals().stream()
                .filter(refused -> refused.provider().equals(name))
                .map(Refusal::words)
                .findFirst()
                .orElse(null);
        boolean takes = sent != null && is(sent, "provider", name);
        if (takes) {
            view.put("verdict", "used")
                    .put(
                            "why",
                            refusal == null
                                    ? "it is next, and may be called"
                                    : "it may be called by then; before, " + refusal);
        } else if (refusal != null) {
            view.put("verdict", "skipped").put("why", refusal);
        } else if (walked.called().contains(name)) {
            view.put("verdict", "failed")
                    .put("why", walked.result().path("error").textValue());
        } else {
            view.put("verdict", "not_reached").put("why", before());
        }
        gates.show(name, view);
        return view;
    }

    private static boolean is(JsonNode entry, String field, String value) {
        return value.equals(entry.path(field).textValue());
    }
}
