package dev.caravan.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Controller;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what fails in Spring's own controllers, and what is sent to Spring Boot's error page, as problems. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
@Controller
class ErrorPages implements ErrorController {

    private final Problems problems;

    ErrorPages(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    void answer(Exception failure, HttpServletResponse response) throws IOException {
        problems.write(explain(failure), response);
    }

    private Problem explain(Exception failure) {
        if (failure instanceof HttpRequestMethodNotSupportedException method) {
            Set<HttpMethod> allowed = method.getSupportedHttpMethods();
            return Problem.methodNotAllowed(
                    allowed == null
                            ? Set.of()
                            : allowed.stream().map(HttpMethod::name).sorted().toList());
        }
        if (failure instanceof ErrorResponse response) {
            ProblemType type = ProblemType.of(response.getStatusCode().value());
            String detail = response.getBody().getDetail();
            return Problem.of(type, detail == null || type == ProblemType.NOT_FOUND ? type.advice() : detail);
        }
        return problems.of(failure);
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ProblemType type = ProblemType.of(status instanceof Integer code ? code : 404);
        problems.write(Problem.of(type, type.advice()), response);
    }
}
