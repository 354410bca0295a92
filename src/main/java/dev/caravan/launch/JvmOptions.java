package dev.caravan.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVM options that suit Caravan on a small machine; docs/performance.md has the measurements behind them. */
final class JvmOptions {

    /** The memory of the process stays below 500 MB. */
    private static final List<String> HEAP = List.of("-Xms192m", "-Xmx320m", "-Xmn96m");

    /**
     * The priorities of threads count, as niceness: 1 is what can wait, 3 what can wait a little, 5 (the usual one) what
     * somebody waits for. Without the last the JVM warns a user who is not root that not every priority can be had.
     */
    private static final List<String> PRIORITIES = List.of(
            "-XX:ThreadPriorityPolicy=1",
            "-XX:JavaPriority1_To_OSPriority=10",
            "-XX:JavaPriority3_To_OSPriority=5",
            "-XX:-PrintWarnings");

    private JvmOptions() {}

    /** The options that the user gave, and those of Caravan's own that do not touch what the user decided. */
    static List<String> beside(List<String> given) {
        List<String> options = new ArrayList<>();
        // One thread that collects, and no barriers in the others.
        if (given.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w*GC"))) {
            options.add("-XX:+UseSerialGC");
        }
        // The second compiler needs some 170 000 notifications to repay what it costs: docs/performance.md
        if (given.stream().noneMatch(option -> option.matches("-XX:[+-]?Tiered.*|-Xint|-Xcomp"))) {
            options.add("-XX:TieredStopAtLevel=1");
            // With one compiler the JVM sets only 48 MB of addresses aside, and does not go on well without.
            if (given.stream().noneMatch(option -> option.contains("CodeCache"))) {
                options.add("-XX:ReservedCodeCacheSize=128m");
            }
        }
        if (given.stream().noneMatch(option -> option.matches("-Xm[snx].*|-XX:.*(Heap|NewSize|RAM|NewRatio).*"))) {
            options.addAll(HEAP);
        }
        // Linux alone knows it. Fewer looks at the page table: 7 % more notifications, and no more memory.
        if (System.getProperty("os.name").equals("Linux")
                && given.stream().noneMatch(option -> option.matches("-XX:.*(Large|Huge)Pages.*"))) {
            options.add("-XX:+UseTransparentHugePages");
        }
        options.addAll(PRIORITIES);
        // The JVM reads these by itself, again.
        Set<String> inherited = Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                .map(System.getenv()::get)
                .filter(value -> value != null)
                .flatMap(value -> Arrays.stream(value.trim().split("\\s+")))
                .collect(Collectors.toSet());
        given.stream().filter(option -> !inherited.contains(option)).forEach(options::add);
        return options;
    }
}
