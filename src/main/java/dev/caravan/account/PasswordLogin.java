package dev.caravan.account;

import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Logs in whoever knows the password of a user that may. */
@Component
public class PasswordLogin implements AuthenticationProvider {

    private final Users users;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final AuditLog log;

    PasswordLogin(Users users, Passwords passwords, LoginThrottle throttle, AuditLog log) {
        this.users = users;
        this.passwords = passwords;
        this.throttle = throttle;
        this.log = log;
    }

    /** What a role lets through in the configuration of the console. */
    public static SimpleGrantedAuthority authority(Role role) {
        return new SimpleGrantedAuthority("ROLE_" + role.name());
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String name = given.getName().strip();
        String address =
                given.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        Optional<User> user = users.named(name);
        // A name that is nobody's may be a password that went into the wrong field.
        String actor = Actors.console(user.map(User::name).orElse("?"));
        if (!throttle.open(name, address)) {
            if (throttle.firstRefusal(name, address)) {
                log.add(AuditEntry.of(actor, address, "logInThrottled", "", Change.NONE));
            }
            throw new LockedException("too many failed logins");
        }
        boolean known = passwords.match(
                String.valueOf(given.getCredentials()),
                user.map(User::passwordHash).orElse(null));
        if (!known || !user.get().admitted()) {
            throttle.failed(name, address);
            log.add(AuditEntry.of(actor, address, "logInFailed", "", Change.NONE));
            throw new BadCredentialsException("name or password is wrong");
        }
        throttle.succeeded(name, address);
        users.loggedIn(user.get().id());
        return authenticated(Login.of(user.get()));
    }

    /** What is known of somebody who is logged in. */
    public static Authentication authenticated(Login login) {
        return UsernamePasswordAuthenticationToken.authenticated(login, null, List.of(authority(login.role())));
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
