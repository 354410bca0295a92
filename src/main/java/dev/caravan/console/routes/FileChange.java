package dev.caravan.console.routes;

import java.util.ArrayList;
import java.util.List;

/**
 * What an edit did to one file, read from a unified diff.
 *
 * @param kind {@code changed}, {@code added} or {@code deleted}
 */
public record FileChange(String path, String kind, List<Line> lines) {

    /**
     * One line of it.
     *
     * @param kind {@code added}, {@code removed}, {@code same} or {@code gap} (the heading of a part)
     */
    public record Line(String kind, String text) {}

    private static final String NOTHING = "/dev/null";

    /** How many lines were added. */
    public long added() {
        return lines.stream().filter(line -> line.kind().equals("added")).count();
    }

    /** How many lines went. */
    public long removed() {
        return lines.stream().filter(line -> line.kind().equals("removed")).count();
    }

    static List<FileChange> read(String diff) {
        List<FileChange> changes = new ArrayList<>();
        List<String> all = diff.lines().toList();
        for (int i = 0; i < all.size(); i++) {
            String line = all.get(i);
            boolean begins = line.startsWith("--- ")
                    && i + 1 < all.size()
                    && all.get(i + 1).startsWith("+++ ")
                    && (i + 2 == all.size() || all.get(i + 2).startsWith("@@"));
            if (begins) {
                String old = line.substring(4);
                String now = all.get(i + 1).substring(4);
                String kind = old.equals(NOTHING) ? "added" : now.equals(NOTHING) ? "deleted" : "changed";
                String path = (now.equals(NOTHING) ? old : now).substring(2);
                changes.add(new FileChange(path, kind, new ArrayList<>()));
                i++;
            } else if (!changes.isEmpty()) {
                changes.get(changes.size() - 1).lines().add(line(line));
            }
        }
        return changes;
    }

    private static Line line(String line) {
        if (line.startsWith("@@")) {
            return new Line("gap", line);
        }
        String kind = line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
        return new Line(kind, line);
    }
}
