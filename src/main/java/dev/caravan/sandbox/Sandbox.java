package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a route or a page can ask of the sandbox: the messages caught, and faults to be had on purpose. The bean
 * {@code sandbox} is always there; with mail, Telegram and SMS all configured it catches nothing.
 */
public final class Sandbox {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 1_000;

    private final List<String> active;
    private final CaughtMessages caught;
    private final Faults faults;

    Sandbox(List<String> active, CaughtMessages caught, Faults faults) {
        this.active = active;
        this.caught = caught;
        this.faults = faults;
    }

    /** @return which of {@code mail}, {@code telegram} and {@code sms} are caught; empty if the sandbox is off */
    public List<String> active() {
        return active;
    }

    /**
     * The messages caught, newest first: {@code {"items": [{"id", "channel", "provider", "to", "from", "subject",
     * "text", "html", "headers", "attachments", "message_id", "received_at", "size"}]}}.
     *
     * @param channel {@code email}, {@code telegram} or {@code sms}; all if null or blank
     * @param recipient part of an address, in any case; all if null or blank
     * @param text part of what the message says, its subject included, in any case; all if null or blank
     * @param limit from 1 to 1 000; 50 if null or blank
     * @throws Problem 400 if the limit is none, 404 if the sandbox is off
     */
    public ObjectNode list(
            @Nullable String channel, @Nullable String recipient, @Nullable String text, @Nullable String limit) {
        mustBeOn();
        ObjectNode answer = Call.JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        String wanted = Objects.toString(text, "").strip().toLowerCase(Locale.ROOT);
        newest(channel, recipient, wanted.isEmpty() ? limitOf(limit) : MOST).stream()
                .filter(each -> wanted.isEmpty() || says(each.source().letter(), wanted))
                .limit(limitOf(limit))
                .forEach(each -> items.add(json(each)));
        return answer;
    }

    /**
     * One message, with its {@code source}: a mail as it came, null for others.
     *
     * @throws Problem 404 if it is not there, or not any more
     */
    public ObjectNode get(@Nullable String id) {
        mustBeOn();
        Caught caught = id == null || !id.matches("\\d{1,18}")
                ? null
                : find(Long.parseLong(id)).orElse(null);
        if (caught == null) {
            throw Problem.notFound("The sandbox has no such message, or not any more.");
        }
        ObjectNode json = json(caught);
        return json.put(
                "source",
                caught.source() instanceof RawMail mail ? new String(mail.source(), StandardCharsets.UTF_8) : null);
    }

    private static boolean says(Letter letter, String wanted) {
        String all = letter.subject() + "\n" + letter.text() + "\n" + letter.html();
        return all.toLowerCase(Locale.ROOT).contains(wanted);
    }

    /**
     * Forgets every message, ends every fault and forgets which messages have failed before.
     *
     * @throws Problem 404 if the sandbox is off
     */
    public void clear() {
        mustBeOn();
        caught.clear();
        faults.clear();
    }

    /**
     * Makes a provider fail for everyone for a while, in place of what recipients ask for.
     *
     * @param provider {@code smtp}, {@code telegram}, {@code smsc} or {@code probe}
     * @param behaviour a name of {@link Behaviour} such as {@code unavailable}; {@code accept} ends a fault
     * @param seconds from 0 to 86 400; 0 ends a fault
     * @throws Problem 400 if one of them is none of these, saying which there are; 404 if the sandbox is off
     */
    public void fault(String provider, String behaviour, long seconds) {
        mustBeOn();
        faults.set(provider, Behaviour.named(behaviour), seconds);
    }

    /** @return the faults that are on: {@code {"items": [{"provider", "behaviour", "until"}]}} */
    public ObjectNode faults() {
        ObjectNode answer = Call.JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        faults.on()
                .forEach((provider, fault) -> items.addObject()
                        .put("provider", provider)
                        .put("behaviour", fault.behaviour().label())
                        .put("until", fault.until().toString()));
        return answer;
    }

    List<Caught> newest(@Nullable String channel, @Nullable String recipient, int limit) {
        return caught.newest(
                Objects.toString(channel, "").strip(),
                Objects.toString(recipient, "").strip(),
                limit);
    }

    Optional<Caught> find(long id) {
        return caught.find(id);
    }

    void mustBeOn() {
        if (active.isEmpty()) {
            throw Problem.notFound("The sandbox is off: mail, Telegram and SMS are all configured.");
        }
    }

    private static int limitOf(@Nullable String limit) {
        if (limit == null || limit.isBlank()) {
            return DEFAULT_LIMIT;
        }
        String number = limit.strip();
        if (!number.matches("[1-9]\\d{0,3}") || Integer.parseInt(number) > MOST) {
            throw Problem.invalid("limit", "must be a number from 1 to " + MOST);
        }
        return Integer.parseInt(number);
    }

    private static ObjectNode json(Caught caught) {
        Letter letter = caught.source().letter();
        ObjectNode item = Call.JSON
                .createObjectNode()
                .put("id", caught.id())
                .put("channel", caught.channel())
                .put("provider", caught.provider())
                .put("to", caught.to())
                .put("from", Objects.requireNonNullElse(letter.from(), caught.from()))
                .put("subject", letter.subject())
                .put("text", letter.text())
                .put("html", letter.html());
        ObjectNode headers = item.putObject("headers");
        letter.headers().forEach(headers::put);
        ArrayNode attachments = item.putArray("attachments");
        letter.attachments().forEach(attachments::add);
        return item.put("message_id", letter.messageId())
                .put("received_at", caught.receivedAt().toString())
                .put("size", caught.source().size());
    }
}
