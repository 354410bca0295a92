package dev.caravan.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** The data directory of the embedded PostgreSQL: there whole, or not at all. */
final class PostgresData {

    private static final String CREATE_ROLE = "CREATE ROLE " + EmbeddedPostgres.USER + " LOGIN NOSUPERUSER;\n";
    private static final String CREATE_DATABASE =
            "CREATE DATABASE " + EmbeddedPostgres.DATABASE + " OWNER " + EmbeddedPostgres.USER + ";\n";
    private static final String SET_PASSWORD = "ALTER ROLE " + EmbeddedPostgres.USER + " PASSWORD '%s';\n";

    private final Home home;
    private final PostgresTools tools;
    private final Path directory;

    private PostgresData(Home home, PostgresTools tools, Path directory) {
        this.home = home;
        this.tools = tools;
        this.directory = directory;
    }

    /**
     * Makes the directory ready for a server: no process of an earlier run is on it; role, password and database are
     * those that the application uses.
     */
    static void prepare(Home home, PostgresTools tools, Path directory) throws IOException {
        if (Files.exists(directory)) {
            Orphans.stop(tools, directory);
        } else {
            // A run that was killed in the middle leaves a draft, and perhaps an initdb still writing to it.
            Path draft = directory.resolveSibling("postgres.new");
            Orphans.kill(draft);
            Home.remove(draft);
            new PostgresData(home, tools, draft).initialise();
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        }
        new PostgresData(home, tools, directory).setPassword();
    }

    private void initialise() throws IOException {
        home.secret("postgres-superuser-password");
        boolean done = tools.run(
                "initdb",
                List.of(
                        "--pgdata=" + directory,
                        "--username=postgres",
                        "--pwfile=" + home.secretFile("postgres-superuser-password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        // The same order and case rules on every machine, whatever locales it has.
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        "--no-instructions"));
        if (!done) {
            throw failed();
        }
        run(CREATE_ROLE + CREATE_DATABASE);
    }

    // The file may be gone, or an operator may have written another password into it.
    private void setPassword() throws IOException {
        Path mark = directory.resolve("caravan.password.sha256");
        String wanted = DigestUtils.sha256Hex(EmbeddedPostgres.password(home));
        if (!Files.exists(mark) || !Files.readString(mark).equals(wanted)) {
            run(SET_PASSWORD.formatted(EmbeddedPostgres.password(home).replace("'", "''")));
            Files.writeString(mark, wanted);
        }
    }

    // PostgreSQL's single-user mode: no socket is open, and no password is needed to set one.
    private void run(String sql) throws IOException {
        boolean done = tools.run("postgres", List.of("--single", "-D", directory.toString(), "postgres"), sql);
        // A statement that fails does not end this mode with an error.
        if (!done || Files.readString(tools.output()).contains("ERROR:")) {
            throw failed();
        }
    }

    private StartupFailure failed() throws IOException {
        return new StartupFailure("the embedded PostgreSQL cannot be set up (" + PostgresTools.reason(tools.output())
                + "); see " + tools.output() + ", or set SPRING_DATASOURCE_URL to a database of yours");
    }
}
