package dev.caravan.console;

import dev.caravan.account.Role;
import java.util.Locale;

/** The parts of the console, as the navigation lists them. */
public enum Area {
    OVERVIEW("/console", Role.VIEWER),
    NOTIFICATIONS("/console/notifications", Role.VIEWER),
    TEMPLATES("/console/templates", Role.VIEWER),
    CLIENTS("/console/clients", Role.VIEWER),
    MAILINGS("/console/mailings", Role.VIEWER),
    SCHEDULES("/console/schedules", Role.VIEWER),
    INBOX("/console/inbox", Role.VIEWER),
    WEBHOOKS("/console/webhooks", Role.VIEWER),
    SUPPRESSIONS("/console/suppressions", Role.VIEWER),
    ROUTES("/console/routes", Role.VIEWER),
    QUEUES("/console/queues", Role.VIEWER),
    SANDBOX("/console/sandbox", Role.VIEWER),
    ACCESS("/console/access", Role.ADMIN);

    private final String path;
    private final Role role;

    Area(String path, Role role) {
        this.path = path;
        this.role = role;
    }

    public String path() {
        return path;
    }

    /** Whether the page at this path is one of it. */
    boolean has(String page) {
        boolean below = page.startsWith(path + "/") && this != OVERVIEW;
        return page.equals(path) || below || this == ACCESS && page.startsWith("/console/audit");
    }

    /** Who sees it. */
    public Role role() {
        return role;
    }

    /** The key of its name among the texts, and of its sign. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
