package dev.caravan.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.ProviderState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads in which state a test says that the gates of providers are: {@code breakers} and {@code rates}. */
public final class GivenGates {

    static final String BREAKERS = "breakers";
    static final String RATES = "rates";

    private static final Set<String> WORDS = Set.of("open", "exhausted");

    /** For how long, if nothing else is said. */
    private static final Duration SHUT = Duration.ofSeconds(10);

    private GivenGates() {}

    /** What is wrong with the state of one; null if it can be read. */
    static @Nullable String complaint(String kind, JsonNode state) {
        String word = kind.equals(BREAKERS) ? "open" : "exhausted";
        if (state.asText().equals(word)) {
            return null;
        }
        try {
            OffsetDateTime.parse(state.asText());
            return null;
        } catch (DateTimeException e) {
            return "is " + word + ", or the time until when, as 2026-01-31T12:00:00Z";
        }
    }

    /** The states that are given, if it is now. */
    public static List<ProviderState> read(JsonNode given, Instant now) {
        List<ProviderState> states = new ArrayList<>();
        given.path(BREAKERS)
                .properties()
                .forEach(gate -> states.add(ProviderState.open(gate.getKey(), until(gate.getValue(), now))));
        given.path(RATES)
                .properties()
                .forEach(gate -> states.add(ProviderState.full(gate.getKey(), until(gate.getValue(), now))));
        return states;
    }

    private static Instant until(JsonNode state, Instant now) {
        return WORDS.contains(state.asText())
                ? now.plus(SHUT)
                : OffsetDateTime.parse(state.asText()).toInstant();
    }
}
