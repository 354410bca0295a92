package dev.caravan.console;

import dev.caravan.api.Problem;
import dev.caravan.api.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a form that was sent, to be shown with what was typed.
 *
 * @param detail of the whole; empty if nothing is wrong
 * @param byField by the API's names of fields
 */
public record FieldErrors(String detail, Map<String, List<String>> byField) {

    /** Nothing is wrong. */
    public static final FieldErrors NONE = new FieldErrors("", Map.of());

    /**
     * Those that an operation found, in the language of the page that shows them.
     *
     * @throws Problem the same, if it is not what was typed that is wrong
     */
    public static FieldErrors of(Problem problem, Page page) {
        if (problem.type() != ProblemType.INVALID_REQUEST && problem.type() != ProblemType.CONFLICT) {
            throw problem;
        }
        Problem said = page.said(problem);
        return new FieldErrors(said.detail(), said.errors());
    }

    /** One that the page found itself. */
    public static FieldErrors of(String field, String error) {
        return new FieldErrors(error, Map.of(field, List.of(error)));
    }

    /** Whether anything is wrong. */
    public boolean any() {
        return !detail.isEmpty();
    }

    /** What is wrong with a field, or inside it; empty if nothing is. */
    public String at(String field) {
        return byField.entrySet().stream()
                .filter(error -> error.getKey().equals(field)
                        || error.getKey().startsWith(field + ".")
                        || error.getKey().startsWith(field + "["))
                .flatMap(error -> error.getValue().stream()
                        .map(words -> error.getKey().equals(field) ? words : error.getKey() + ": " + words))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** For {@code aria-invalid}: {@code true}, or null where the field is well. */
    public @Nullable String invalid(String field) {
        return at(field).isEmpty() ? null : "true";
    }
}
