package dev.caravan.person;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** What one feature holds about people. Each that holds any has a bean of this kind. */
public interface PersonalData {

    /**
     * Which comes first, the lowest: whatever finds what it holds by what another holds must come before it. Deliveries,
     * by which others find, come last.
     */
    default int order() {
        return 0;
    }

    /** What it holds, in a word: the name of its part in an export. */
    String kind();

    /** Gives everything that it holds about this person, one by one. */
    void show(Person person, Consumer<JsonNode> to);

    /**
     * Erases it; what only counts is kept. Called inside a transaction.
     *
     * @return how many things were erased
     */
    int erase(Person person);
}
