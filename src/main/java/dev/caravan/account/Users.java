package dev.caravan.account;

import dev.caravan.store.TimeOrderedId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The users of the console, in Postgres. */
@Component
public class Users {

    private static final String COLUMNS = "id, name, password_hash, role, created_at, last_login_at, disabled_at";

    private final JdbcClient sql;
    private final Clock clock;

    Users(JdbcClient sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** All of them, by name. */
    public List<User> all() {
        return sql.sql("select " + COLUMNS + " from console_users order by lower(name)")
                .query(Users::user)
                .list();
    }

    public Optional<User> find(UUID id) {
        return sql.sql("select " + COLUMNS + " from console_users where id = ?")
                .param(id)
                .query(Users::user)
                .optional();
    }

    /** @param name in any casing */
    public Optional<User> named(String name) {
        return sql.sql("select " + COLUMNS + " from console_users where lower(name) = lower(?)")
                .param(name)
                .query(Users::user)
                .optional();
    }

    /** Whether there is nobody yet. */
    public boolean none() {
        return sql.sql("select not exists (select from console_users)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Adds a user.
     *
     * @param passwordHash null: logs in with the OpenID provider only
     * @return empty if the name is taken
     */
    public Optional<User> add(String name, @Nullable String passwordHash, Role role) {
        UUID id = TimeOrderedId.at(clock.instant());
        try {
            sql.sql("insert into console_users (id, name, password_hash, role, created_at) values (?, ?, ?, ?, ?)")
                    .params(id, name, passwordHash, role.toString(), Timestamp.from(clock.instant()))
                    .update();
        } catch (DuplicateKeyException e) {
            return Optional.empty();
        }
        return find(id);
    }

    /** Gives a user another password. */
    public void password(UUID id, String hash) {
        sql.sql("update console_users set password_hash = ? where id = ?")
                .params(hash, id)
                .update();
    }

    void loggedIn(UUID id) {
        sql.sql("update console_users set last_login_at = ? where id = ?")
                .params(Timestamp.from(clock.instant()), id)
                .update();
    }

    private static User user(ResultSet row, int number) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("password_hash"),
                Role.of(row.getString("role")).orElseThrow(),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "last_login_at"),
                instant(row, "disabled_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
