package dev.caravan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.catalina.Globals;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds requests to what the API description says of their path: 404 below a known path, 405 with the methods that are
 * there, 400 for a query that cannot be read, 415 for a body it does not name, 503 while the routes are not there.
 * Paths that the description does not know are left to whoever serves them.
 */
final class DescribedRequests extends OncePerRequestFilter {

    private static final String DESCRIBED = DescribedRequests.class.getName();

    private final ApiDescription description;
    private final ApplicationAvailability availability;

    DescribedRequests(ApiDescription description, ApplicationAvailability availability) {
        this.description = description;
        this.availability = availability;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest sent, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = sent.getRequestURI();
        Optional<DescribedPath> described = description.find(path);
        HttpServletRequest request = described.isPresent() ? FormInBody.of(sent) : sent;
        HttpServletRequest plain = request;
        if (described.isPresent()) {
            check(described.get(), request, sent.getContentType());
            request.setAttribute(
                    DESCRIBED,
                    described
                            .get()
                            .operation(request.getMethod())
                            .map(o -> (Object) o)
                            .orElse(true));
            plain = described
                    .get()
                    .operation(request.getMethod())
                    .<HttpServletRequest>map(operation -> new OwnParameters(request, operation))
                    .orElse(request);
            if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
                // The port opens before the routes and closes after them.
                throw Problem.unavailable("The service is starting or stopping.", Diagnosis.RETRY_AFTER_SECONDS);
            }
        } else if (description.leadsNowhere(path)) {
            throw Problem.notFound("There is nothing at this path.");
        }
        chain.doFilter(
                described.isPresent() && request.getMethod().equals("HEAD") ? new AsGet(plain) : plain, response);
    }

    /** Whether this request passed as one that the description knows. */
    static boolean passed(HttpServletRequest request) {
        return request.getAttribute(DESCRIBED) != null;
    }

    /** How long the body may be if the operation reads it as it comes; null if it reads it whole. */
    static @Nullable Long streamed(HttpServletRequest request) {
        return request.getAttribute(DESCRIBED) instanceof DescribedPath.Operation operation
                ? operation.maxBodyBytes()
                : null;
    }

    private static void check(DescribedPath path, HttpServletRequest request, @Nullable String type) {
        if (request.getMethod().equals("OPTIONS")) {
            return;
        }
        DescribedPath.Operation operation =
                path.operation(request.getMethod()).orElseThrow(() -> Problem.methodNotAllowed(path.methods()));
        checkQuery(request, operation);
        if (!operation.mediaTypes().isEmpty()) {
            checkBody(request, type, operation.mediaTypes());
        }
    }

    /**
     * A filter that was not understood would answer too much: so what the operation does not know is refused, but by a path of
     * a service that this one replaced. Tomcat skips what it cannot read of a query; so that is refused too.
     */
    private static void checkQuery(HttpServletRequest request, DescribedPath.Operation operation) {
        if (request.getQueryString() == null) {
            return;
        }
        boolean original = DescribedPath.original(request);
        Map<String, List<String>> errors = new LinkedHashMap<>();
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        request.getParameterMap().forEach((name, values) -> {
            if (!seen.add(name) || values.length > 1) {
                errors.put(name, List.of("is given more than once"));
            } else if (values[0].indexOf('\0') >= 0 || values[0].indexOf('\uFFFD') >= 0) {
                errors.put(name, List.of("is not UTF-8 text"));
            } else if (operation.parameters().containsKey(name)) {
                operation
                        .parameters()
                        .get(name)
                        .complaint(values[0], original)
                        .ifPresent(why -> errors.put(name, List.of(why)));
            } else if (!original && !operation.passesOver() && !operation.knows(name)) {
                errors.put(name, List.of("is not a parameter of this request"));
            }
        });
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        if (request.getAttribute(Globals.PARAMETER_PARSE_FAILED_ATTR) != null) {
            throw Problem.badRequest("The query cannot be read.");
        }
    }

    private static void checkBody(HttpServletRequest request, @Nullable String type, Set<String> taken) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Problem.unsupportedMediaType("Send the body without a Content-Encoding.");
        }
        if (type != null && !takes(taken, type)) {
            throw Problem.unsupportedMediaType("This path takes " + String.join(" or ", taken) + " in UTF-8.");
        }
    }

    private static boolean takes(Set<String> taken, String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            String essence = (type.getType() + "/" + type.getSubtype()).toLowerCase();
            boolean json = taken.contains(MediaType.APPLICATION_JSON_VALUE) && essence.endsWith("+json");
            boolean utf8 = type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8);
            return utf8 && (json || taken.contains(essence));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** Camel knows no HEAD; Tomcat leaves the body of its answer out by itself. */
    private static final class AsGet extends HttpServletRequestWrapper {

        AsGet(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }
    }
}
