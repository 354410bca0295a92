package dev.caravan.access;

import dev.caravan.api.ApiDescription;
import dev.caravan.api.DescribedPath;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * Tells what a request needs, by the path that will be routed. The API description says it for the paths it knows
 * ({@code x-scope}); for all others seeing needs {@code read} and changing needs {@code manage}.
 */
final class Gate {

    /** Pages and probes that hold nothing of anybody; the console has a login of its own. */
    private static final List<String> FREE = List.of(
            "/openapi.json",
            "/openapi.yaml",
            "/api/docs",
            "/swagger",
            "/redoc",
            "/problems",
            "/actuator/health",
            "/console",
            "/sandbox",
            "/favicon.ico",
            "/error");

    private final ApiDescription description;

    Gate(ApiDescription description) {
        this.description = description;
    }

    boolean free(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals("/")
                || FREE.stream().anyMatch(free -> path.equals(free) || path.startsWith(free + "/"))
                || operation(request)
                        .map(DescribedPath.Operation::scope)
                        .filter("none"::equals)
                        .isPresent();
    }

    /** @return empty if any key will do: the path does not take this method, and the answer says so */
    Optional<Scope> scope(HttpServletRequest request) {
        Optional<DescribedPath> path = description.find(request.getRequestURI());
        if (path.isPresent() && operation(request).isEmpty()) {
            return Optional.empty();
        }
        Scope byMethod = changesNothing(request) ? Scope.READ : Scope.MANAGE;
        return Optional.of(operation(request)
                .map(DescribedPath.Operation::scope)
                .flatMap(Scope::of)
                .orElse(byMethod));
    }

    static boolean changesNothing(HttpServletRequest request) {
        return List.of("GET", "HEAD", "OPTIONS").contains(request.getMethod());
    }

    private Optional<DescribedPath.Operation> operation(HttpServletRequest request) {
        return description.find(request.getRequestURI()).flatMap(path -> path.operation(request.getMethod()));
    }
}
