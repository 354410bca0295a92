package dev.caravan.notification;

import dev.caravan.api.Search;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The filters of lists, by one rule: a value that nothing could ever have (no number, no address, not among the words that
 * there are) is refused; one that nothing happens to have finds nothing.
 */
public final class Filters {

    private Filters() {}

    /** A filter by the number of something; null if it is not given, or refused. */
    public static @Nullable Long number(Search search, String name) {
        return read(
                search,
                name,
                "must be a whole number",
                text -> text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty());
    }

    /**
     * A filter by one of these words; null if it is not given, or refused.
     *
     * @param what what they are, for the caller's eyes
     */
    public static @Nullable String oneOf(Search search, String name, String what, Collection<String> words) {
        return read(
                search,
                name,
                "is not a " + what + "; there are " + String.join(", ", words),
                text -> words.contains(text) ? Optional.of(text) : Optional.empty());
    }

    /** What this reads from a filter; null if it is not given, or cannot be read and so is refused. */
    public static <T> @Nullable T read(
            Search search, String name, String complaint, Function<String, Optional<T>> reading) {
        String text = search.parameter(name);
        if (text == null) {
            return null;
        }
        Optional<T> value = reading.apply(text);
        if (value.isEmpty()) {
            search.refuse(name, complaint);
        }
        return value.orElse(null);
    }
}
