import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What to measure, and how often. */
record Options(int count, int runs, int clients, List<String> command, Path directory, Path log, Path page) {

    /** Reads the arguments of {@code bench/run}; the working directory is the project. */
    static Options of(String[] arguments) {
        int count = 10_000;
        int runs = 3;
        int clients = 32;
        String jar = "target/caravan.jar";
        Path page = null;
        var java = new ArrayList<String>();
        for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            switch (argument) {
                case "-n" -> count = Integer.parseInt(rest.next());
                case "--runs" -> runs = Integer.parseInt(rest.next());
                case "--clients" -> clients = Integer.parseInt(rest.next());
                case "--jar" -> jar = rest.next();
                case "--write" -> page = Path.of("docs/performance.md");
                case "--" -> rest.forEachRemaining(java::add);
                default ->
                    throw new IllegalArgumentException("Unknown argument " + argument + "; see bench/README.md.");
            }
        }
        java.add(0, "java");
        java.addAll(List.of("-jar", jar));
        return new Options(count, runs, clients, java, Path.of("").toAbsolutePath(), Path.of("target/bench.log"), page);
    }
}
