package dev.caravan.console;

import dev.caravan.account.Login;
import dev.caravan.account.User;
import dev.caravan.account.Users;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Ends the session of a user who was disabled, or got another role, since the login: at once, on every instance. */
final class StillAllowed extends OncePerRequestFilter {

    private final Users users;

    StillAllowed(Users users) {
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        if (known != null && known.getPrincipal() instanceof Login login && !asThen(login)) {
            SecurityContextHolder.clearContext();
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
        }
        chain.doFilter(request, response);
    }

    private boolean asThen(Login login) {
        Optional<User> now = users.find(login.id());
        return now.isPresent() && now.get().disabledAt() == null && now.get().role() == login.role();
    }
}
