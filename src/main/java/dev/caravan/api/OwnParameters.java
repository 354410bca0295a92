package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request in which a header is not taken for a query parameter, nor the other way round. Camel reads both into one map,
 * whose names have no case: a header {@code limit} would steer like the parameter, and the two together would be a list,
 * which no route expects.
 */
final class OwnParameters extends HttpServletRequestWrapper {

    /** {@code metadata.KEY}: a parameter for each key that callers thought of. */
    private static final String METADATA = "metadata.";

    private final Set<String> parameters;
    private final Set<String> anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param parameters names of the query parameters that count */
    OwnParameters(HttpServletRequest request, Set<String> parameters) {
        super(request);
        this.parameters = parameters;
        this.anyCase.addAll(parameters);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(name -> anyCase.contains(name) || name.regionMatches(true, 0, METADATA, 0, METADATA.length()));
        return Collections.enumeration(names);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        List<String> names = Collections.list(super.getParameterNames());
        names.removeIf(name -> !parameters.contains(name) && !name.startsWith(METADATA));
        return Collections.enumeration(names);
    }
}
