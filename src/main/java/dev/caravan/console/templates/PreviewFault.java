package dev.caravan.console.templates;

import dev.caravan.api.Problem;
import dev.caravan.console.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong in a template, and where.
 *
 * @param part the form's field: {@code content}, {@code variant:sms}
 * @param line counts from 1; 0 if the place is not known
 */
public record PreviewFault(String part, int line, int column, String text) {

    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+): (.*)", Pattern.DOTALL);

    /** Those that an operation found, in the language of the page. */
    static List<PreviewFault> of(Problem problem, Page page) {
        List<PreviewFault> faults = new ArrayList<>();
        problem.errors().forEach((field, texts) -> {
            String part = field.startsWith("variants.") ? "variant:" + field.substring("variants.".length()) : field;
            for (String text : texts) {
                Matcher place = PLACE.matcher(text);
                faults.add(
                        place.matches()
                                ? new PreviewFault(
                                        part,
                                        Integer.parseInt(place.group(1)),
                                        Integer.parseInt(place.group(2)),
                                        page.said(place.group(3)))
                                : new PreviewFault(part, 0, 0, page.said(text)));
            }
        });
        return faults;
    }
}
