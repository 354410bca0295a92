package dev.caravan.account;

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

    PasswordLogin(Users users, Passwords passwords, LoginThrottle throttle) {
        this.users = users;
        this.passwords = passwords;
        this.throttle = throttle;
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
        if (!throttle.open(name, address)) {
            throw new LockedException("too many failed logins");
        }
        Optional<User> user = users.named(name);
        boolean known = passwords.match(
                String.valueOf(given.getCredentials()),
                user.map(User::passwordHash).orElse(null));
        if (!known || user.get().disabledAt() != null) {
            throttle.failed(name, address);
            throw new BadCredentialsException("name or password is wrong");
        }
        throttle.succeeded(name, address);
        users.loggedIn(user.get().id());
        Login login = new Login(user.get().id(), user.get().name(), user.get().role());
        return UsernamePasswordAuthenticationToken.authenticated(login, null, List.of(authority(login.role())));
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
