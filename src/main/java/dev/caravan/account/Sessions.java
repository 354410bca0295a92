package dev.caravan.account;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/** Where users are logged in: sessions live in Postgres, so those of all instances. */
@Component
public class Sessions {

    /** The attributes that a login leaves in its session. */
    public static final String ADDRESS = "caravan.address";

    public static final String BROWSER = "caravan.browser";

    /**
     * One login.
     *
     * @param address that it came from
     * @param browser as it calls itself
     */
    public record Open(String id, Instant since, Instant lastSeen, String address, String browser) {}

    private final FindByIndexNameSessionRepository<? extends Session> sessions;

    Sessions(FindByIndexNameSessionRepository<? extends Session> sessions) {
        this.sessions = sessions;
    }

    /** Those of a user, the latest seen first. */
    public List<Open> of(String user) {
        return all(user).stream()
                .filter(session -> !session.isExpired())
                .map(session -> new Open(
                        session.getId(),
                        session.getCreationTime(),
                        session.getLastAccessedTime(),
                        Objects.requireNonNullElse(session.getAttribute(ADDRESS), ""),
                        Objects.requireNonNullElse(session.getAttribute(BROWSER), "")))
                .sorted(Comparator.comparing(Open::lastSeen).reversed())
                .toList();
    }

    /** Ends those of a user but one; returns how many that were. */
    public int end(String user, String but) {
        List<? extends Session> ended = all(user).stream()
                .filter(session -> !session.getId().equals(but))
                .toList();
        ended.forEach(session -> sessions.deleteById(session.getId()));
        return ended.size();
    }

    private Collection<? extends Session> all(String user) {
        return sessions.findByPrincipalName(user).values();
    }
}
