package dev.caravan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.Problem;
import dev.caravan.explain.ExplanationText;
import dev.caravan.explain.OfflineExplanation;
import dev.caravan.rehearsal.RouteTests;
import dev.caravan.routing.Finding;
import dev.caravan.routing.RefusedRoutes;
import dev.caravan.routing.RouteChecks;
import dev.caravan.routing.RouteFiles;
import dev.caravan.routing.RouteFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code java -jar caravan.jar routes …}: looks at a folder of routes without starting Caravan, for a shell, a hook before a
 * commit, or a build.
 */
final class RoutesCommand {

    private static final int FINE = 0;
    private static final int FOUND = 1;
    private static final int CANNOT = 2;

    private static final String USAGE = """
            java -jar caravan.jar routes check [folder]            whether the routes can run
            java -jar caravan.jar routes test [folder]             check, then run tests/*.test.yaml
            java -jar caravan.jar routes list [folder]             what routes there are
            java -jar caravan.jar routes explain <request.json> [folder] [--json]
                                                                   what would become of a request, and why
            The folder is CARAVAN_ROUTES, or ./routes. Ends with 0 if all is well, 1 if something was found, 2 if it could not look.
            """;

    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("spring.main.lazy-initialization", true),
            Map.entry("spring.main.banner-mode", "off"),
            Map.entry("logging.level.root", "off"),
            Map.entry("logging.level.org.springframework", "off"),
            // A pool that is never asked for a connection.
            Map.entry("spring.datasource.url", "jdbc:postgresql://nowhere.invalid/none"),
            Map.entry("spring.activemq.broker-url", "vm://nowhere?create=false"),
            Map.entry("camel.main.routes-include-pattern", "false"),
            Map.entry("caravan.smtp.host", "nowhere.invalid"));

    private final PrintStream out;

    RoutesCommand(PrintStream out) {
        this.out = out;
    }

    /** @param all behind the word {@code routes} */
    int run(List<String> all) {
        boolean json = all.contains("--json");
        List<String> args = all.stream().filter(arg -> !arg.equals("--json")).toList();
        String what = args.isEmpty() ? "" : args.get(0);
        boolean explains = what.equals("explain");
        int folder = explains ? 2 : 1;
        if (!List.of("check", "test", "list", "explain").contains(what)
                || args.size() > folder + 1
                || explains && args.size() < 2
                || json && !explains) {
            out.print(USAGE);
            return CANNOT;
        }
        String routes =
                args.size() > folder ? args.get(folder) : System.getenv().getOrDefault("CARAVAN_ROUTES", "./routes");
        if (!Files.isRegularFile(Path.of(routes, "openapi.yaml"))) {
            out.println(routes + " is no folder of routes: it has no openapi.yaml");
            return CANNOT;
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(RoutesOnly.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .run(arguments(routes))) {
            RouteFiles files = context.getBean(RouteFolder.class).read();
            return switch (what) {
                case "check" -> check(context, files);
                case "list" -> list(context, files);
                case "explain" -> explain(context, files, Path.of(args.get(1)), json);
                default -> test(context, files);
            };
        } catch (RefusedRoutes e) {
            return show(e.findings());
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                // The same checks stand before every start.
                if (cause instanceof RefusedRoutes refused) {
                    return show(refused.findings());
                }
            }
            out.println("Could not look: " + deepest(e));
            return CANNOT;
        }
    }

    /** Before all else that is configured: a database of this machine's environment is none of a test's business. */
    private static String[] arguments(String routes) {
        return Stream.concat(
                        SETTINGS.entrySet().stream().map(setting -> "--" + setting.getKey() + "=" + setting.getValue()),
                        Stream.of("--caravan.routes=" + routes))
                .toArray(String[]::new);
    }

    private int check(ConfigurableApplicationContext context, RouteFiles files) throws RefusedRoutes {
        context.getBean(RouteChecks.class).check(files);
        out.println(files.routes().size() + " files of routes can run.");
        return FINE;
    }

    private int list(ConfigurableApplicationContext context, RouteFiles files) throws RefusedRoutes {
        context.getBean(RouteChecks.class).describe(files).forEach(out::println);
        return FINE;
    }

    private int explain(ConfigurableApplicationContext context, RouteFiles files, Path request, boolean json)
            throws Exception {
        try {
            ObjectNode explanation = context.getBean(OfflineExplanation.class).of(files, Files.readString(request));
            (json ? List.of(explanation.toPrettyString()) : ExplanationText.of(explanation)).forEach(out::println);
            return FINE;
        } catch (Problem refused) {
            out.println("Refused with " + refused.status() + ": " + refused.detail());
            refused.errors().forEach((field, words) -> out.println("  " + field + ": " + String.join("; ", words)));
            return FOUND;
        }
    }

    private int test(ConfigurableApplicationContext context, RouteFiles files) throws Exception {
        context.getBean(RouteChecks.class).check(files);
        RouteTests.Report report = context.getBean(RouteTests.class).run(files);
        String file = "";
        for (RouteTests.Outcome outcome : report.outcomes()) {
            if (!outcome.file().equals(file)) {
                file = outcome.file();
                out.println(file);
            }
            out.println((outcome.findings().isEmpty() ? "  ok      " : "  FAILED  ") + outcome.name());
            outcome.findings().forEach(finding -> out.println("          " + finding));
        }
        int branches = report.branches();
        out.printf("%nEntered %d of %d branches.%n", branches - report.missed().size(), branches);
        report.missed().forEach(branch -> out.println("  never: " + branch));
        report.unrun().forEach(route -> out.println("  never run: " + route));
        long failed = report.outcomes().stream()
                .filter(outcome -> !outcome.findings().isEmpty())
                .count();
        out.printf("%d tests, %d failed.%n", report.outcomes().size(), failed);
        return failed == 0 ? FINE : FOUND;
    }

    private int show(List<Finding> findings) {
        findings.forEach(out::println);
        return FOUND;
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException || cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
