package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is a form, which stays a body. Left to themselves, Tomcat would empty it to look for a query
 * parameter, and Camel would make every field a header of the route. Its parameters are those of the query.
 */
final class FormInBody extends HttpServletRequestWrapper {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Map<String, String[]> query;

    private FormInBody(HttpServletRequest request) {
        super(request);
        this.query = parameters(request.getQueryString());
    }

    /** The request itself, unless its body is a form. */
    static HttpServletRequest of(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.regionMatches(true, 0, FORM, 0, FORM.length()) ? new FormInBody(request) : request;
    }

    private static Map<String, String[]> parameters(@Nullable String query) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] sides = pair.split("=", 2);
            if (!sides[0].isEmpty()) {
                String value = sides.length < 2 ? "" : decode(sides[1]);
                parameters.merge(decode(sides[0]), new String[] {value}, FormInBody::join);
            }
        }
        return parameters;
    }

    private static String[] join(String[] first, String[] second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The query cannot be read.");
        }
    }

    @Override
    public String getContentType() {
        return "text/plain;charset=UTF-8";
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = query.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Collections.unmodifiableMap(query);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(query.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return query.get(name);
    }
}
