package dev.caravan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * The outermost filter: whatever fails behind it, and in whatever way, is answered as a problem. camel-rest-openapi
 * answers an unknown path with 404 and the request's own body and headers, Spring and Tomcat with pages of their own.
 */
final class ProblemGuard extends OncePerRequestFilter {

    /** Health answers 503 with a body that probes read; it is not an error of the request. */
    private static final String HEALTH = "/actuator/";
    /** Its errors are pages for people. */
    private static final String CONSOLE = "/console";

    private final Problems problems;

    ProblemGuard(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        String path = request.getRequestURI();
        boolean exempt = path.startsWith(HEALTH) || path.startsWith(CONSOLE);
        GuardedResponse outer = WebUtils.getNativeResponse(response, GuardedResponse.class);
        GuardedResponse guarded = outer == null ? new GuardedResponse(response) : outer;
        try {
            chain.doFilter(request, outer == null && !exempt ? guarded : response);
        } catch (Exception e) {
            if (guarded.isCommitted()) {
                logger.debug("The caller went away", e);
                return;
            }
            answer(guarded, problems.of(e));
            return;
        }
        if (!exempt && !request.isAsyncStarted() && guarded.unexplained()) {
            answer(guarded, explain(guarded));
        }
    }

    private static Problem explain(HttpServletResponse response) {
        ProblemType type = ProblemType.of(response.getStatus());
        String allow = response.getHeader("Allow");
        if (type == ProblemType.METHOD_NOT_ALLOWED && allow != null) {
            List<String> methods = Arrays.asList(allow.split("\\s*,\\s*"));
            return Problem.methodNotAllowed(methods);
        }
        return switch (type) {
            case UNAUTHORIZED -> Problem.unauthorized(type.advice());
            case UNAVAILABLE -> Problem.unavailable(type.advice(), Diagnosis.RETRY_AFTER_SECONDS);
            default -> Problem.of(type, type.advice());
        };
    }

    private void answer(GuardedResponse response, Problem problem) throws IOException {
        response.reset();
        problems.write(problem, response);
    }
}
