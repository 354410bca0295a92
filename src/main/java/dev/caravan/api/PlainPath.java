package dev.caravan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Brings the path into its one plain form, once, before anything decides by it: Camel routes by the raw path, Spring by
 * the decoded one, and access must be decided for the path that is routed. The trailing slash of an API path is dropped;
 * another word for a described path becomes that path; a path that could be read in two ways (encoded slashes, dot segments, path parameters) is refused.
 */
final class PlainPath extends OncePerRequestFilter {

    private static final Pattern AMBIGUOUS =
            Pattern.compile("[;\\\\]|//|/\\.{1,2}(/|$)|%(2f|5c|3b|25|[01][0-9a-f]|7f)", Pattern.CASE_INSENSITIVE);

    /** Letters, digits and {@code -._~} mean the same encoded or not (RFC 3986, section 2.3). */
    private static final Pattern NEEDLESS =
            Pattern.compile("%(4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|3[0-9]|2[de]|5f|7e)", Pattern.CASE_INSENSITIVE);

    private final ApiDescription description;

    PlainPath(ApiDescription description) {
        this.description = description;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        String plain = plain(path);
        String led = description.canonical(plain);
        if (!led.equals(plain)) {
            request.setAttribute(DescribedPath.ORIGINAL, true);
            plain = led;
        }
        chain.doFilter(plain.equals(path) ? request : new Plain(request, plain), response);
    }

    private String plain(String raw) {
        String path =
                NEEDLESS.matcher(raw).replaceAll(hex -> String.valueOf((char) Integer.parseInt(hex.group(1), 16)));
        if (AMBIGUOUS.matcher(path).find()) {
            throw Problem.badRequest("The path has more than one reading: "
                    + "no dot segments, empty segments, path parameters or encoded slashes.");
        }
        if (!path.endsWith("/") || path.length() == 1) {
            return path;
        }
        String shorter = path.substring(0, path.length() - 1);
        boolean api = shorter.startsWith("/api/") && !shorter.startsWith(DocsPages.API_DOCS);
        return api || description.find(shorter).isPresent() ? shorter : path;
    }

    private static final class Plain extends HttpServletRequestWrapper {

        private final String path;

        Plain(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }

        @Override
        public String getServletPath() {
            return path;
        }

        @Override
        public StringBuffer getRequestURL() {
            StringBuffer url = super.getRequestURL();
            int end = url.length() - super.getRequestURI().length();
            url.setLength(end);
            return url.append(path);
        }
    }
}
