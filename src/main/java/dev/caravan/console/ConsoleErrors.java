package dev.caravan.console;

import dev.caravan.api.Problem;
import dev.caravan.api.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** Shows a failed request as a page; where a part of a page was asked for, as a notice in it. */
@ControllerAdvice("dev.caravan.console")
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleErrors {

    private final PageOfRequest pages;
    private final Problems problems;

    ConsoleErrors(PageOfRequest pages, Problems problems) {
        this.pages = pages;
        this.problems = problems;
    }

    @ExceptionHandler(Exception.class)
    ModelAndView show(Exception failure, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (failure instanceof AccessDeniedException denied) {
            throw denied;
        }
        Problem problem = problems.of(failure);
        boolean part = request.getHeader("HX-Request") != null && request.getHeader("HX-Boosted") == null;
        ModelAndView view = new ModelAndView(part ? "error-part" : "error");
        // htmx would not show what comes with another status.
        response.setStatus(part ? HttpServletResponse.SC_OK : problem.status());
        if (part) {
            response.setHeader("HX-Retarget", "#notices");
            response.setHeader("HX-Reswap", "innerHTML");
        }
        view.addObject("page", pages.page(request));
        view.addObject("problem", problem);
        return view;
    }
}
