import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells about processes under {@code /proc}. */
final class Proc {
    private static final double TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private Proc() {}

    /** The process and all its living descendants. */
    static List<Long> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** User and system seconds of the living processes and of their children that were waited for. */
    static double cpuSeconds(List<Long> pids) {
        double ticks = 0;
        for (long pid : pids) {
            String stat = read("/proc/" + pid + "/stat");
            if (stat.isEmpty()) {
                continue;
            }
            // the second field is the program's name in parentheses and may hold spaces
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            for (int i = UTIME; i <= CSTIME; i++) {
                ticks += Long.parseLong(fields[i]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Seconds in which the machine's processors did something, summed over them. */
    static double machineBusySeconds() {
        String[] fields = read("/proc/stat").lines().findFirst().orElseThrow().split(" +");
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(fields[i]);
        }
        return busy / TICKS_PER_SECOND;
    }

    /** The most memory that the process ever held resident, in MiB. */
    static double peakMiB(long pid) {
        return kiB("/proc/" + pid + "/status", "VmHWM:") / 1024;
    }

    /** The memory that the process holds resident now, in MiB. */
    static double residentMiB(long pid) {
        return kiB("/proc/" + pid + "/status", "VmRSS:") / 1024;
    }

    /** Memory of the processes in MiB, where what they share counts once. */
    static double sharedOnceMiB(List<Long> pids) {
        return pids.stream()
                        .mapToDouble(pid -> kiB("/proc/" + pid + "/smaps_rollup", "Pss:"))
                        .sum()
                / 1024;
    }

    /** The processor as the kernel names it, and how many of them. */
    static String machine() {
        String model = read("/proc/cpuinfo")
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return "%d x %s, %.0f GiB"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        kiB("/proc/meminfo", "MemTotal:") / 1024 / 1024);
    }

    private static double kiB(String file, String field) {
        try (Stream<String> lines = read(file).lines()) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException gone) {
            return "";
        }
    }
}
