package dev.caravan.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of Caravan's own, as durable as one that an administrator set up: it syncs what it commits. It
 * listens on the loopback address alone and asks for a password; the application's role is no superuser.
 *
 * <p>The server outlives a killed JVM. The next start on the same home finds it, stops it and starts its own.
 */
final class EmbeddedPostgres implements AutoCloseable {

    static final String USER = "caravan";
    static final String DATABASE = "caravan";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    // On the command line, where nothing in the data directory overrides them.
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("max_connections", "50"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            // Failed statements hold recipients' data, and the application reports them itself.
            Map.entry("log_min_messages", "log"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_checkpoints", "off")));

    private final Home home;
    private final PostgresTools tools;
    private final Path data;
    private final Path serverLog;

    private EmbeddedPostgres(Home home, PostgresTools tools) {
        this.home = home;
        this.tools = tools;
        this.data = home.path("postgres");
        this.serverLog = home.path("postgres.log");
    }

    /**
     * Starts the server on the home's data, making it first if there is none.
     *
     * @param binaries where the programs are unpacked
     * @param port where it listens
     * @throws StartupFailure if it does not start; nothing is left running then
     */
    static EmbeddedPostgres start(Home home, Path binaries, int port) throws IOException {
        long begin = System.nanoTime();
        PostgresTools tools =
                new PostgresTools(PostgresBinaries.unpackBelow(binaries), home.path("postgres-setup.log"));
        EmbeddedPostgres postgres = new EmbeddedPostgres(home, tools);
        PostgresData.prepare(home, tools, postgres.data);
        postgres.start(port);
        log.debug("PostgreSQL is up after {} ms", (System.nanoTime() - begin) / 1_000_000);
        return postgres;
    }

    /** Where the application connects, as {@link #USER} with {@link #password}. */
    static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** The password of {@link #USER} in this home. */
    static String password(Home home) {
        return home.secret("postgres-password");
    }

    private void start(int port) throws IOException {
        Files.deleteIfExists(serverLog);
        if (tools.run("pg_ctl", startCommand(port))) {
            return;
        }
        close();
        String reason = PostgresTools.reason(Files.exists(serverLog) ? serverLog : tools.output());
        throw new StartupFailure(
                reason.contains("could not create any TCP/IP sockets")
                        ? "port " + port + " is in use; set CARAVAN_POSTGRES_PORT to a free one, or to 0 for any"
                        : "the embedded PostgreSQL does not start (" + reason + "); see " + serverLog
                                + ", or set SPRING_DATASOURCE_URL to a database of yours");
    }

    private List<String> startCommand(int port) {
        List<String> options = new ArrayList<>(List.of("-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> options.addAll(List.of("-c", name + "=" + value)));
        return List.of(
                "start",
                "-w",
                "-t",
                "90",
                "-s",
                "-D",
                data.toString(),
                "-l",
                serverLog.toString(),
                "-o",
                String.join(" ", options));
    }

    /**
     * A port that is free now and, as it lies below the range that systems give to outgoing connections (32768 up on
     * Linux, 49152 up elsewhere), still is when the server gets to it.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
    }

    /** Stops the server: open transactions roll back, what is committed is on disk. */
    @Override
    public void close() throws IOException {
        Orphans.stop(tools, data);
    }
}
