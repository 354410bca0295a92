package dev.caravan.client;

import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The time zones that both Java and PostgreSQL know: local windows are reckoned there. */
@Component
public class TimeZones {

    private final JdbcClient jdbc;
    private volatile @Nullable Set<String> names;

    TimeZones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a name of the IANA database, in its own spelling, can be used here. */
    public boolean known(String name) {
        if (name.equals("UTC")) {
            return true;
        }
        Set<String> known = names;
        if (known == null) {
            known = jdbc.sql("select name from pg_timezone_names").query(String.class).stream()
                    .filter(ZoneId.getAvailableZoneIds()::contains)
                    .collect(Collectors.toUnmodifiableSet());
            names = known;
        }
        return known.contains(name);
    }
}
