package dev.caravan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The last filter: gives a request that the API description knows to its route. Spring, which serves everything else,
 * would do the same, at the price of a second look at what is known by now.
 */
final class DescribedRoutes extends OncePerRequestFilter {

    private final RouteServer routes;

    DescribedRoutes(RouteServer routes) {
        this.routes = routes;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("OPTIONS") || !DescribedRequests.passed(request)) {
            chain.doFilter(request, response);
            return;
        }
        try {
            routes.ofDescription().orElseThrow(DescribedRoutes::notRunning).serve(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static Problem notRunning() {
        return Problem.unavailable("The routes are not running.", Diagnosis.RETRY_AFTER_SECONDS);
    }
}
