package dev.caravan.sandbox;

import dev.caravan.api.Problem;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a provider of the sandbox takes a message. Each speaks it in its own protocol: docs/sandbox.md has the table. */
public enum Behaviour {
    /** Takes the message. */
    ACCEPT,
    /** Cannot take this message now. */
    TEMPORARY,
    /** Will never take this message: there is no such recipient. */
    PERMANENT,
    /** Will never take this message: the recipient does not want it. */
    BLOCKED,
    /** Asks to come back in two seconds. */
    RATE_LIMITED,
    /** Is down as a whole. */
    UNAVAILABLE,
    /** Answers something that is not its protocol. */
    GARBAGE,
    /** Takes the message and says so five seconds later. */
    SLOW,
    /** Reads the message and never answers. */
    SILENT,
    /** Reads the message and hangs up. */
    DROP;

    /**
     * Reads a name as written in an API call, such as {@code rate_limited}, in any case and with dashes or underscores.
     *
     * @throws Problem 400, naming the ones there are
     */
    static Behaviour named(String name) {
        String wanted = name.strip().replace('-', '_');
        return Stream.of(values())
                .filter(behaviour -> behaviour.name().equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("behaviour", "must be one of " + labels()));
    }

    private static String labels() {
        return Stream.of(values()).map(Behaviour::label).collect(Collectors.joining(", "));
    }

    /** @return its name as the API writes it, such as {@code rate_limited} */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
