package dev.caravan.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    static Path directory;

    private static Home home;

    private int port;
    private EmbeddedPostgres postgres;

    @BeforeAll
    static void openHome() {
        home = Home.open(directory);
    }

    @AfterAll
    static void closeHome() {
        home.close();
    }

    @AfterEach
    void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void whatIsCommittedIsOnDisk() throws Exception {
        start();
        try (Connection connection = connect()) {
            assertThat(Map.of(
                            "fsync", show(connection, "fsync"),
                            "synchronous_commit", show(connection, "synchronous_commit"),
                            "full_page_writes", show(connection, "full_page_writes")))
                    .allSatisfy((setting, value) -> assertThat(value).isEqualTo("on"));
        }
    }

    @Test
    void onlyWhoKnowsThePasswordGetsInAndOnlyFromThisMachine() throws Exception {
        start();

        assertThatThrownBy(() -> connect("caravan", "guess")).hasMessageContaining("password authentication failed");
        assertThatThrownBy(() -> connect("postgres", "")).isInstanceOf(SQLException.class);
        try (Connection connection = connect()) {
            assertThat(show(connection, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    @Test
    void theNextStartFindsTheSameData() throws Exception {
        start();
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT 'Привет' AS word");
        }
        postgres.close();
        start();
        try (Connection connection = connect()) {
            assertThat(query(connection, "SELECT upper(word) FROM kept")).isEqualTo("ПРИВЕТ");
        }
    }

    @Test
    void aLostPasswordIsReplaced() throws Exception {
        start();
        String lost = EmbeddedPostgres.password(home);
        postgres.close();
        Files.delete(home.secretFile("postgres-password"));
        start();

        connect().close();
        assertThatThrownBy(() -> connect("caravan", lost)).hasMessageContaining("password authentication failed");
    }

    @Test
    void aPortInUseIsExplained() throws Exception {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress("127.0.0.1", 0));

            assertThatThrownBy(() -> EmbeddedPostgres.start(home, StoresOnly.BINARIES, other.getLocalPort()))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " is in use")
                    .hasMessageContaining("CARAVAN_POSTGRES_PORT");
        }
    }

    /** As after the restart of a container, where the old server's number is soon another program's. */
    @Test
    void anOldProcessNumberThatIsNowAnotherProgramsIsNoHindrance() throws Exception {
        start();
        postgres.close();
        Path pidFile = home.path("postgres", "postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + home.path("postgres") + "\n");
        start();

        connect().close();
    }

    private void start() throws Exception {
        port = EmbeddedPostgres.freePort();
        postgres = EmbeddedPostgres.start(home, StoresOnly.BINARIES, port);
    }

    private Connection connect() throws SQLException {
        return connect(EmbeddedPostgres.USER, EmbeddedPostgres.password(home));
    }

    private Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(EmbeddedPostgres.jdbcUrl(port), user, password);
    }

    private static String show(Connection connection, String setting) throws SQLException {
        return query(connection, "SHOW " + setting);
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
