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
import org.springframework.transaction.support.TransactionTemplate;

/** The users of the console, in Postgres. */
@Component
public class Users {

    private static final String SELECT = """
            select id, name, password_hash, role, subject, expected, created_at, last_login_at, disabled_at
            from console_users
            """;
    private static final String INSERT = """
            insert into console_users (id, name, password_hash, role, subject, expected, created_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final JdbcClient sql;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Users(JdbcClient sql, TransactionTemplate transactions, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** All of them, by name. */
    public List<User> all() {
        return sql.sql(SELECT + " order by lower(name)").query(Users::user).list();
    }

    public Optional<User> find(UUID id) {
        return sql.sql(SELECT + " where id = ?").param(id).query(Users::user).optional();
    }

    /** @param name in any casing */
    public Optional<User> named(String name) {
        return sql.sql(SELECT + " where lower(name) = lower(?)")
                .param(name)
                .query(Users::user)
                .optional();
    }

    /** @param subject issuer, a space, and the subject there */
    public Optional<User> ofSubject(String subject) {
        return sql.sql(SELECT + " where subject = ?")
                .param(subject)
                .query(Users::user)
                .optional();
    }

    /** The user that was made for whoever this is, if nobody else has come as that one yet. */
    public Optional<User> expecting(String who) {
        return sql.sql(SELECT + " where lower(expected) = lower(?) and subject is null")
                .param(who)
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
        return insert(name, passwordHash, role, null, null);
    }

    /**
     * Adds a user for somebody who will come by the OpenID provider.
     *
     * @return empty if the name is taken, or that one is expected already
     */
    public Optional<User> addExpected(String name, String expected, Role role) {
        return insert(name, null, role, null, expected);
    }

    /**
     * Adds somebody who came by the OpenID provider.
     *
     * @param role null: none yet
     * @return empty if the name or the subject is taken
     */
    public Optional<User> addOf(String subject, String name, @Nullable Role role) {
        return insert(name, null, role, subject, null);
    }

    private Optional<User> insert(
            String name,
            @Nullable String passwordHash,
            @Nullable Role role,
            @Nullable String subject,
            @Nullable String expected) {
        UUID id = TimeOrderedId.at(clock.instant());
        try {
            sql.sql(INSERT)
                    .param(id)
                    .param(name)
                    .param(passwordHash)
                    .param(role == null ? null : role.toString())
                    .param(subject)
                    .param(expected)
                    .param(Timestamp.from(clock.instant()))
                    .update();
        } catch (DuplicateKeyException e) {
            return Optional.empty();
        }
        return find(id);
    }

    /** Remembers who a user is at the OpenID provider; false if somebody came as that one before. */
    public boolean link(UUID id, String subject) {
        return sql.sql("update console_users set subject = ? where id = ? and subject is null")
                        .params(subject, id)
                        .update()
                > 0;
    }

    /** Gives a user another password. */
    public void password(UUID id, String hash) {
        sql.sql("update console_users set password_hash = ? where id = ?")
                .params(hash, id)
                .update();
    }

    /** Gives a user another role; false, and nothing is done, if nobody could be an administrator then. */
    boolean role(UUID id, Role role) {
        return ifAnAdminIsLeft(
                role == Role.ADMIN ? null : id,
                () -> sql.sql("update console_users set role = ? where id = ?")
                        .params(role.toString(), id)
                        .update());
    }

    /** Keeps a user out; false, and nothing is done, if no administrator would be left. */
    boolean disable(UUID id) {
        return ifAnAdminIsLeft(
                id,
                () -> sql.sql("update console_users set disabled_at = ? where id = ? and disabled_at is null")
                        .params(Timestamp.from(clock.instant()), id)
                        .update());
    }

    void enable(UUID id) {
        sql.sql("update console_users set disabled_at = null where id = ?")
                .param(id)
                .update();
    }

    public void loggedIn(UUID id) {
        sql.sql("update console_users set last_login_at = ? where id = ?")
                .params(Timestamp.from(clock.instant()), id)
                .update();
    }

    /** Two who take the role from each other must wait for each other: so all administrators are locked. */
    private boolean ifAnAdminIsLeft(@Nullable UUID without, Runnable change) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            List<UUID> admins = sql.sql(
                            "select id from console_users where role = 'admin' and disabled_at is null order by id for update")
                    .query(UUID.class)
                    .list();
            boolean last = admins.contains(without) && admins.size() == 1;
            if (!last) {
                change.run();
            }
            return !last;
        }));
    }

    private static User user(ResultSet row, int number) throws SQLException {
        String role = row.getString("role");
        return new User(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("password_hash"),
                role == null ? null : Role.of(role).orElseThrow(),
                row.getString("subject"),
                row.getString("expected"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "last_login_at"),
                instant(row, "disabled_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
