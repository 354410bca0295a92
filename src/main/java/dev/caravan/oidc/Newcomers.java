package dev.caravan.oidc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.account.Login;
import dev.caravan.account.Role;
import dev.caravan.account.User;
import dev.caravan.account.Users;
import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * Finds the user that somebody is whom the OpenID provider vouches for. Issuer and subject tell who that is, never a name, which
 * people can choose. Whoever comes for the first time is made a user: that one's role is the administrators' from then on.
 */
final class Newcomers {

    static final String WAITING = "waiting";
    static final String DISABLED = "disabled";

    private static final int LONGEST_NAME = 50;

    private final Users users;
    private final OidcSettings settings;
    private final AuditLog log;

    Newcomers(Users users, OidcSettings settings, AuditLog log) {
        this.users = users;
        this.settings = settings;
        this.log = log;
    }

    /** @throws OAuth2AuthenticationException {@link #WAITING} without a role, {@link #DISABLED} if that one may not */
    Login login(OidcUser who) {
        String subject = settings.issuer() + " " + who.getSubject();
        User user = users.ofSubject(subject)
                .or(() -> expected(who, subject))
                .or(() -> make(who, subject))
                // Made by another request of the same moment.
                .or(() -> users.ofSubject(subject))
                .orElseThrow(() -> refused(WAITING));
        if (user.disabledAt() != null) {
            throw refused(DISABLED);
        }
        if (user.role() == null) {
            throw refused(WAITING);
        }
        users.loggedIn(user.id());
        return Login.of(user);
    }

    /** An address counts only if the provider checked it. */
    private Optional<User> expected(OidcUser who, String subject) {
        boolean checked = Boolean.TRUE.equals(who.getEmailVerified());
        return Stream.of(who.getSubject(), checked ? who.getEmail() : null)
                .filter(Objects::nonNull)
                .map(users::expecting)
                .flatMap(Optional::stream)
                .filter(user -> users.link(user.id(), subject))
                .findFirst();
    }

    private Optional<User> make(OidcUser who, String subject) {
        Role role = claimed(who).or(settings::roleOfNewcomers).orElse(null);
        Optional<User> made = names(who)
                .map(name -> users.addOf(subject, name, role))
                .flatMap(Optional::stream)
                .findFirst();
        made.ifPresent(user -> log.add(AuditEntry.of(
                Actors.CARAVAN,
                "",
                "createUser",
                "users/" + user.name(),
                new Change(
                        List.of(),
                        null,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("role", role == null ? null : role.toString())
                                .put("login", "oidc")))));
        return made;
    }

    /** The first that is free. */
    private static Stream<String> names(OidcUser who) {
        String subject = who.getSubject();
        String wanted = Stream.of(who.getPreferredUsername(), who.getEmail(), subject)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse(subject)
                .replaceAll("\\p{Cntrl}", "?")
                .strip();
        String name = wanted.length() > LONGEST_NAME ? wanted.substring(0, LONGEST_NAME) : wanted;
        return Stream.concat(
                Stream.of(name), Stream.iterate(2, n -> n < 10, n -> n + 1).map(n -> name + " " + n));
    }

    /** The highest role that the claim names; the claim is a text or a list, maybe inside others. */
    private Optional<Role> claimed(OidcUser who) {
        if (settings.roleClaim().isBlank()) {
            return Optional.empty();
        }
        Object value = who.getClaims();
        for (String level : settings.roleClaim().split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(level) : null;
        }
        return words(value).map(Role::of).flatMap(Optional::stream).max(Role::compareTo);
    }

    private static Stream<String> words(@Nullable Object value) {
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf);
        }
        return value == null ? Stream.empty() : Stream.of(String.valueOf(value));
    }

    private static OAuth2AuthenticationException refused(String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(why));
    }
}
