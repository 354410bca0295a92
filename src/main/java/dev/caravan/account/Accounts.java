package dev.caravan.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What administrators do with users, and users with themselves. Each of it leaves an entry in the audit log. */
@Component
public class Accounts {

    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_SUBJECT = 255;

    /**
     * Who does it.
     *
     * @param address where that one is
     */
    public record By(Login user, String address) {}

    private final Users users;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Sessions sessions;
    private final AuditLog log;

    Accounts(Users users, Passwords passwords, LoginThrottle throttle, Sessions sessions, AuditLog log) {
        this.users = users;
        this.passwords = passwords;
        this.throttle = throttle;
        this.sessions = sessions;
        this.log = log;
    }

    /**
     * Adds a user with a generated password, which is what this returns and nobody will see again; or, with {@code expected},
     * one without, for whoever comes as that from the OpenID provider.
     *
     * @throws Problem 400 naming what is not valid, 409 if the name is taken
     */
    public Optional<String> add(String name, String role, @Nullable String expected, By by) {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        String named = name.strip();
        String who = expected == null ? null : expected.strip();
        complaint(named, LONGEST_NAME).ifPresent(why -> errors.put("name", List.of(why)));
        if (who != null) {
            complaint(who, LONGEST_SUBJECT).ifPresent(why -> errors.put("expected", List.of(why)));
        }
        Optional<Role> given = Role.of(role);
        if (given.isEmpty()) {
            errors.put("role", List.of("is not a role"));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        Optional<String> password = who == null ? Optional.of(Passwords.random()) : Optional.empty();
        User made = (who == null
                        ? users.add(named, passwords.hash(password.orElseThrow()), given.get())
                        : users.addExpected(named, who, given.get()))
                .orElseThrow(() -> Problem.conflict("There is a user of this name, or for this person, already."));
        note(
                by,
                "createUser",
                made,
                List.of(),
                null,
                json("role", role).put("login", who == null ? "password" : "oidc"));
        return password;
    }

    /** @throws Problem 404 for an unknown user, 400 for an unknown role, 409 for the last administrator */
    public void changeRole(UUID id, String role, By by) {
        User user = find(id);
        Role to = Role.of(role).orElseThrow(() -> Problem.invalid("role", "is not a role"));
        if (!users.role(id, to)) {
            throw lastOne();
        }
        String before = user.role() == null ? "" : user.role().toString();
        note(by, "changeRole", user, List.of("role"), json("role", before), json("role", role));
    }

    /** Keeps a user out, at once. @throws Problem 404 for an unknown user, 409 for the last administrator */
    public void disable(UUID id, By by) {
        User user = find(id);
        if (!users.disable(id)) {
            throw lastOne();
        }
        sessions.end(user.name(), "");
        note(by, "disableUser", user, List.of(), null, null);
    }

    /** @throws Problem 404 for an unknown user */
    public void enable(UUID id, By by) {
        User user = find(id);
        users.enable(id);
        note(by, "enableUser", user, List.of(), null, null);
    }

    /**
     * Gives a user a generated password, which is what this returns, and ends all sessions of that one.
     *
     * @throws Problem 404 for an unknown user
     */
    public String resetPassword(UUID id, By by) {
        User user = find(id);
        String password = Passwords.random();
        users.password(id, passwords.hash(password));
        sessions.end(user.name(), "");
        note(by, "resetPassword", user, List.of("password"), null, null);
        return password;
    }

    /**
     * Changes one's own password, and ends one's other sessions.
     *
     * @param session the one that goes on
     * @throws Problem 400 naming what is not valid, 429 after too many wrong passwords
     */
    public void changePassword(String old, String fresh, String again, String session, By by) {
        User user = find(by.user().id());
        if (!throttle.open(user.name(), by.address())) {
            throw Problem.tooManyRequests("There were too many wrong passwords.", 900);
        }
        Map<String, List<String>> errors = new LinkedHashMap<>();
        if (!passwords.match(old, user.passwordHash())) {
            throttle.failed(user.name(), by.address());
            errors.put("old", List.of("is wrong"));
        }
        Passwords.complaint(fresh).ifPresent(why -> errors.put("fresh", List.of(why)));
        if (!fresh.equals(again)) {
            errors.put("again", List.of("is another one"));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        users.password(user.id(), passwords.hash(fresh));
        int ended = sessions.end(user.name(), session);
        note(by, "changePassword", user, List.of("password"), null, json("ended_sessions", String.valueOf(ended)));
    }

    /** Ends one's sessions but this one; returns how many. */
    public int logOutElsewhere(String session, By by) {
        int ended = sessions.end(by.user().name(), session);
        note(by, "endSessions", find(by.user().id()), List.of(), null, json("ended_sessions", String.valueOf(ended)));
        return ended;
    }

    /** @throws Problem 404 */
    public User find(UUID id) {
        return users.find(id).orElseThrow(() -> Problem.notFound("There is no such user."));
    }

    private void note(
            By by,
            String operation,
            User target,
            List<String> fields,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {
        log.add(AuditEntry.of(
                Actors.console(by.user().name()),
                by.address(),
                operation,
                "users/" + target.name(),
                new Change(fields, before, after)));
    }

    private static ObjectNode json(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private static Problem lastOne() {
        return Problem.conflict("This is the last administrator who can log in.");
    }

    private static Optional<String> complaint(String text, int longest) {
        if (text.isEmpty()) {
            return Optional.of("is required");
        }
        boolean line = text.chars().allMatch(c -> !Character.isISOControl(c)) && text.indexOf('\uFFFD') < 0;
        return text.length() > longest
                ? Optional.of("must be at most " + longest + " characters long")
                : line ? Optional.empty() : Optional.of("must be one line of text");
    }
}
