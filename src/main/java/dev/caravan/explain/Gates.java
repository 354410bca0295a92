package dev.caravan.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.ProviderState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gates before providers, as they are found.
 *
 * @param states of those of which something is known
 * @param of the state of any provider
 */
record Gates(List<ProviderState> states, Function<String, ProviderState> of) {

    /** Adds what a provider's gate has to say. */
    void show(String provider, ObjectNode view) {
        ProviderState state = of.apply(provider);
        view.put("breaker", state.breaker())
                .put("opens_at", text(state.opensAt()))
                .put("rate", state.ratePerSecond())
                .put("rate_per_recipient", state.ratePerSecondAndRecipient())
                .put("paused_until", text(state.pausedUntil()))
                .put("full_until", text(state.fullUntil()));
    }

    static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
