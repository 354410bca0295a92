package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A request in which a header is not taken for a query parameter, nor the other way round. Camel reads both into one map,
 * whose names have no case: a header {@code limit} would steer like the parameter, and the two together would be a list,
 * which no route expects.
 */
final class OwnParameters extends HttpServletRequestWrapper {

    private final DescribedPath.Operation operation;

    /** @param operation whose query parameters count */
    OwnParameters(HttpServletRequest request, DescribedPath.Operation operation) {
        super(request);
        this.operation = operation;
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(this::readsAsParameter);
        return Collections.enumeration(names);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        List<String> names = Collections.list(super.getParameterNames());
        names.removeIf(name -> !operation.knows(name));
        return Collections.enumeration(names);
    }

    private boolean readsAsParameter(String header) {
        String prefix = operation.parameterPrefix();
        return operation.parameters().keySet().stream().anyMatch(header::equalsIgnoreCase)
                || prefix != null && header.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
