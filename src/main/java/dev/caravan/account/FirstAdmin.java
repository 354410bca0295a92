package dev.caravan.account;

import dev.caravan.audit.Actors;
import dev.caravan.audit.AuditEntry;
import dev.caravan.audit.AuditEntry.Change;
import dev.caravan.audit.AuditLog;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes the first user, {@code admin}; and gives that one the password that is configured, for whoever lost it. */
@Component
class FirstAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);
    private static final String NAME = "admin";

    private final Users users;
    private final Passwords passwords;
    private final AuditLog log;
    private final String configured;

    FirstAdmin(
            Users users,
            Passwords passwords,
            AuditLog log,
            @Value("${caravan.console.admin-password}") String configured) {
        this.users = users;
        this.passwords = passwords;
        this.log = log;
        this.configured = configured;
        if (!configured.isEmpty()) {
            Passwords.complaint(configured).ifPresent(complaint -> {
                throw new IllegalStateException("CARAVAN_ADMIN_PASSWORD " + complaint);
            });
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void make() {
        if (!configured.isEmpty()) {
            Optional<User> admin = users.named(NAME);
            if (admin.isEmpty()) {
                users.add(NAME, passwords.hash(configured), Role.ADMIN).ifPresent(made -> note("createUser"));
            } else if (!passwords.match(configured, admin.get().passwordHash())) {
                users.password(admin.get().id(), passwords.hash(configured));
                note("resetPassword");
                LOG.info("The user admin of the console has the password of CARAVAN_ADMIN_PASSWORD now");
            }
        } else if (users.none()) {
            String password = Passwords.random();
            users.add(NAME, passwords.hash(password), Role.ADMIN)
                    // Another instance was first, and shows what it made.
                    .ifPresent(admin -> {
                        note("createUser");
                        LOG.warn(
                                "The first user of the console is admin, with the password {} which is shown only now",
                                password);
                    });
        }
    }

    private void note(String operation) {
        log.add(AuditEntry.of(Actors.CARAVAN, "", operation, "users/" + NAME, Change.NONE));
    }
}
