import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Named figures of several runs; shown as the median and, behind it, the least and the most. */
final class Figures {
    private static final String BEGIN = "<!-- figures: written by bench/run -->";
    private static final String END = "<!-- end of figures -->";

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String name, double value) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        System.err.printf(Locale.ROOT, "    %s: %s%n", name, number(value));
    }

    /** The nearest-rank percentile of values in rising order. */
    static double percentile(double[] rising, double p) {
        return rising[Math.max(0, (int) Math.ceil(p / 100 * rising.length) - 1)];
    }

    static double median(List<Double> values) {
        double[] rising = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(rising);
        int half = rising.length / 2;
        return rising.length % 2 == 1 ? rising[half] : (rising[half - 1] + rising[half]) / 2;
    }

    /** A Markdown table, one figure a row. */
    String table() {
        var table = new StringBuilder("| | median | least – most |\n|---|---:|---:|\n");
        values.forEach((name, all) -> table.append("| %s | %s | %s |%n"
                .formatted(
                        name,
                        number(median(all)),
                        all.size() == 1
                                ? ""
                                : number(all.stream().min(Double::compare).orElseThrow())
                                        + " – "
                                        + number(all.stream()
                                                .max(Double::compare)
                                                .orElseThrow()))));
        return table.toString();
    }

    /** Puts the text between the two marks of the page, in place of what stands there. */
    static void write(Path page, String text) throws IOException {
        String old = Files.readString(page);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " lacks the marks " + BEGIN + " and " + END);
        }
        Files.writeString(page, old.substring(0, begin) + BEGIN + "\n\n" + text + "\n" + old.substring(end));
    }

    private static String number(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
