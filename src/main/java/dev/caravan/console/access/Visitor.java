package dev.caravan.console.access;

import dev.caravan.account.Accounts;
import dev.caravan.account.Login;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import org.springframework.security.core.context.SecurityContextHolder;

/** Whoever looks at a page. */
final class Visitor {

    private Visitor() {}

    static Login login() {
        return (Login) SecurityContextHolder.getContext().getAuthentication().getPrincipal();
    }

    static Accounts.By by(HttpServletRequest request) {
        return new Accounts.By(login(), request.getRemoteAddr());
    }

    static boolean is(UUID user) {
        return login().id().equals(user);
    }
}
