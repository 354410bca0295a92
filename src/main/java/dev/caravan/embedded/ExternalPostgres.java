package dev.caravan.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;

/** A PostgreSQL server that somebody else runs. */
final class ExternalPostgres {

    private static final long PAUSE_MILLIS = 500;

    private ExternalPostgres() {}

    /**
     * Connects once. A server that does not answer yet is tried again until the limit: it may be starting too.
     *
     * @throws StartupFailure if it cannot be reached in time, or refuses
     */
    static void check(StoreSettings.Address address, Duration limit) throws InterruptedException {
        Properties properties = new Properties();
        String seconds = Long.toString(Math.max(1, limit.toSeconds()));
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds);
        if (address.user() != null) {
            properties.setProperty("user", address.user());
        }
        if (address.password() != null) {
            properties.setProperty("password", address.password());
        }
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try (Connection connection = DriverManager.getConnection(address.url(), properties)) {
                return;
            } catch (SQLException e) {
                if (!mayBeStarting(e) || System.nanoTime() > end) {
                    throw new StartupFailure(explain(e, withoutSecrets(address.url())), e);
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    // PostgreSQL error codes, appendix A of its manual: class 08 is the connection, 57P03 "cannot connect now".
    private static boolean mayBeStarting(SQLException e) {
        return state(e).startsWith("08") && e.getCause() != null || state(e).equals("57P03");
    }

    private static String explain(SQLException e, String url) {
        return switch (state(e)) {
            case "28P01", "28000" ->
                "the database " + url + " refuses the user or password; check"
                        + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD";
            case "3D000" -> "the database " + url + " does not exist; create it, or correct SPRING_DATASOURCE_URL";
            default ->
                "the database " + url + " cannot be used (" + StartupReport.deepest(e)
                        + "); check SPRING_DATASOURCE_URL and that the server is up";
        };
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    /** The address without its options, where a password may stand. */
    static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
    }
}
