package dev.caravan.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;

/** Says where a body stops being JSON, and which name it has twice. */
final class UnreadableJson {

    private static final int LONGEST = 200;

    private UnreadableJson() {}

    static Problem problem(JsonProcessingException unreadable) {
        JsonLocation at = unreadable.getLocation();
        boolean known = at != null && at.getLineNr() >= 1;
        // Jackson has no type of its own for it.
        if (unreadable.getOriginalMessage().startsWith("Duplicate field ")
                && unreadable.getProcessor() instanceof JsonParser parser) {
            String path = path(parser.getParsingContext());
            Problem doubled = Problem.invalid(
                    path.length() > LONGEST ? path.substring(0, LONGEST) + "…" : path, "is given more than once");
            return known ? located(doubled, at) : doubled;
        }
        return known
                ? located(
                        Problem.badRequest("The body is not valid JSON: line " + at.getLineNr() + ", column "
                                + at.getColumnNr() + "."),
                        at)
                : Problem.badRequest("The body is not valid JSON.");
    }

    private static Problem located(Problem problem, JsonLocation at) {
        return problem.with("line", at.getLineNr()).with("column", at.getColumnNr());
    }

    /** The field that is being read, as errors name it: {@code recipients[1].email}. */
    private static String path(JsonStreamContext at) {
        String parent = at.getParent() == null ? "" : path(at.getParent());
        if (at.inArray()) {
            return parent + "[" + at.getCurrentIndex() + "]";
        }
        if (at.inObject() && at.getCurrentName() != null) {
            return parent.isEmpty() ? at.getCurrentName() : parent + "." + at.getCurrentName();
        }
        return parent;
    }
}
