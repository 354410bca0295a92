package dev.caravan.console.access;

import dev.caravan.account.Accounts;
import dev.caravan.account.Login;
import dev.caravan.api.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.security.core.context.SecurityContextHolder;

/** Whoever looks at a page, and what goes wrong with a form of theirs. */
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

    /** What is wrong with each field, as one text. */
    static Map<String, String> errors(Problem problem) {
        return problem.errors().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, error -> String.join("; ", error.getValue())));
    }
}
