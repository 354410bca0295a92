package dev.caravan.access;

import dev.caravan.api.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request in, or answers 401 or 403. */
final class AccessFilter extends OncePerRequestFilter {

    private static final String BEARER = "Bearer realm=\"caravan\"";
    private static final String BASIC = "Basic realm=\"caravan: the key is the password\", charset=\"UTF-8\"";

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "0:0:0:0:0:0:0:1");

    private final Door door;
    private final Gate gate;

    AccessFilter(Door door, Gate gate) {
        this.door = door;
        this.gate = gate;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!gate.free(request)) {
            if (door.open()) {
                refuseOtherSites(request);
                refuseOtherNames(request);
            } else {
                Caller.set(request, check(request));
            }
        }
        chain.doFilter(request, response);
    }

    /**
     * Without keys, whoever can reach the API may use it, and so could any page open in a browser on this machine: such
     * a page's requests say where they come from (Fetch Metadata, W3C).
     */
    private static void refuseOtherSites(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !Set.of("same-origin", "none").contains(site) && !Gate.changesNothing(request)) {
            throw Problem.forbidden("Pages of other sites may not change anything here.");
        }
    }

    /**
     * A page elsewhere can let its own name lead to this machine (DNS rebinding), and be of the same origin then. The routes
     * are code: without keys, nobody changes them by another name than this machine's.
     */
    private void refuseOtherNames(HttpServletRequest request) {
        boolean code = gate.scope(request).filter(Scope.ROUTES::equals).isPresent();
        if (code && !THIS_MACHINE.contains(request.getServerName())) {
            throw Problem.forbidden("Without keys, the routes are changed on this machine only: call it localhost.");
        }
    }

    private String check(HttpServletRequest request) {
        String presented = Credentials.of(request)
                .orElseThrow(() ->
                        unauthorized(request, "Send a key as `Authorization: Bearer <key>` or `X-API-Key`.", null));
        Holder holder = door.find(Presented.of(presented))
                .orElseThrow(() -> unauthorized(request, "This key is not known.", "invalid_token"));
        gate.scope(request).filter(scope -> !holder.scopes().contains(scope)).ifPresent(scope -> {
            throw Problem.forbidden("The key lacks the scope `" + scope + "`.");
        });
        return holder.name();
    }

    private static Problem unauthorized(HttpServletRequest request, String detail, @Nullable String error) {
        String bearer = error == null ? BEARER : BEARER + ", error=\"" + error + "\"";
        // Scripts would be stopped by a browser's password dialog: only pages offer it.
        return request.getRequestURI().startsWith("/api/")
                ? Problem.unauthorized(detail, bearer)
                : Problem.unauthorized(detail, bearer, BASIC);
    }
}
