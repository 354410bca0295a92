package dev.caravan.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What somebody chose in the fields of a form. */
public final class Chosen {

    private static final List<String> MOMENTS = List.of("created_from", "created_to");

    private Chosen() {}

    /** The values of these fields, without blanks around them; of one that is not there, the empty text. */
    public static Map<String, String> of(Map<String, String> parameters, List<String> names) {
        Map<String, String> chosen = new LinkedHashMap<>();
        names.forEach(name -> chosen.put(name, parameters.getOrDefault(name, "").strip()));
        return chosen;
    }

    /** A filter as the API takes it: the times of it are typed in the reader's zone. */
    public static Map<String, String> asked(Map<String, String> filter, Page page) {
        Map<String, String> asked = new LinkedHashMap<>(filter);
        MOMENTS.forEach(name -> asked.computeIfPresent(name, (field, typed) -> page.instant(typed)));
        return asked;
    }
}
