package dev.caravan.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.account.Login;
import dev.caravan.account.PasswordLogin;
import dev.caravan.account.Sessions;
import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import dev.caravan.oidc.Vouched;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.savedrequest.RequestCache;

/** What happens when somebody has logged in, by password or by the OpenID provider: the session is made theirs. */
final class Arrival extends SavedRequestAwareAuthenticationSuccessHandler {

    private static final int LONGEST_BROWSER = 300;

    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final Duration lasts;
    private final AuditLog log;

    /** @param lasts how long a session goes on that is not used */
    Arrival(RequestCache wanted, Duration lasts, AuditLog log) {
        this.lasts = lasts;
        this.log = log;
        setRequestCache(wanted);
        setDefaultTargetUrl("/console");
    }

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication known)
            throws IOException, ServletException {
        boolean vouched = known.getPrincipal() instanceof Vouched;
        Authentication as =
                known.getPrincipal() instanceof Vouched who ? PasswordLogin.authenticated(who.login()) : known;
        if (vouched) {
            // Of what the provider told nothing stays in the session.
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(as);
            SecurityContextHolder.setContext(context);
            contexts.saveContext(context, request, response);
        }
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval(Math.toIntExact(lasts.toSeconds()));
        session.setAttribute(Sessions.ADDRESS, request.getRemoteAddr());
        session.setAttribute(Sessions.BROWSER, browser(request));
        String name = as.getPrincipal() instanceof Login login ? login.name() : as.getName();
        log.add(AuditEntry.of(
                Actors.console(name),
                request.getRemoteAddr(),
                "logIn",
                "",
                new Change(
                        List.of(),
                        null,
                        JsonNodeFactory.instance.objectNode().put("by", vouched ? "oidc" : "password"))));
        super.onAuthenticationSuccess(request, response, as);
    }

    private static String browser(HttpServletRequest request) {
        String agent = Objects.requireNonNullElse(request.getHeader(HttpHeaders.USER_AGENT), "");
        return agent.length() > LONGEST_BROWSER ? agent.substring(0, LONGEST_BROWSER) : agent;
    }
}
