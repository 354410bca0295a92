package dev.caravan.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Adds to whatever is refused before a route runs what every problem of its path says besides ({@code x-problem}). */
final class ExplainedProblems extends OncePerRequestFilter {

    private final ApiDescription description;

    ExplainedProblems(ApiDescription description) {
        this.description = description;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (Problem problem) {
            throw description
                    .find(request.getRequestURI())
                    .map(path -> path.explain(request.getMethod(), problem))
                    .orElse(problem);
        }
    }
}
